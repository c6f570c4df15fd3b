#include <algorithm>
#include <array>

#include "analyzer/endpoint_text.h"
#include "analyzer/report/sections/report_parts_text.h"
#include "analyzer/report/wording/session_text.h"

namespace pgoscope::report {
namespace {

void write_counts_line(Page& page, std::string_view label, const stats::BoundedCounts& counts) {
    if (!counts.empty()) page.labelled(label, counts_line(counts));
}

void write_session_table(Page& page) {
    const auto list = page.document().stats.sessions().list();
    const auto shown = shown_of(list.size(), page.document().options);
    if (shown == 0) return;
    Table table({{"session"},
                 {"client", Table::Align::left, 2},
                 {"lasted"},
                 {"exchanges"},
                 {"errors"},
                 {"rows returned", Table::Align::right, 1},
                 {"who", Table::Align::left}});
    for (std::size_t i = 0; i < shown; ++i) {
        const auto& info = list[i]->info;
        std::string who;
        if (info.recognition == events::Recognition::not_postgresql) {
            who = "not PostgreSQL";
            if (!info.other_protocol.empty()) who.append(": ").append(info.other_protocol);
        } else if (info.is_cancel) {
            who = "CancelRequest";
        } else if (!info.user.empty()) {
            append_escaped(who, info.user);
            who.push_back('@');
            append_escaped(who, info.database);
            if (!info.application_name.empty())
                who.append(", \"").append(escape_controls(info.application_name)).append("\"");
        }
        if (info.encryption != events::Encryption::none)
            who.append(who.empty() ? "" : ", ").append(to_string(info.encryption));
        if (info.never_opened) append_never_opened(who.append(who.empty() ? "" : ", "), info);
        table.add({std::to_string(info.number),
                   to_string(info.client),
                   format_duration(info.closed - info.opened),
                   format_count(info.totals.exchanges),
                   {format_count(info.totals.errors),
                    info.totals.errors > 0 ? Paint::error : Paint::plain},
                   format_count(info.totals.rows),
                   who});
    }
    page.table(table);
    page.more(list.size() - shown);
    if (const auto unlisted = page.document().stats.sessions().unlisted(); unlisted > 0)
        page.paragraph(format_count(unlisted) + " more are counted but not listed; a larger " +
                       option_of_limit("sessions_not_listed") + " lists more");
}

struct NamedCounter {
    dissectors::MessageName name;
    stats::MessageStats::Counter counter;
};

void add_messages(Table& table, const stats::MessageStats& messages,
                  dissectors::Direction direction) {
    std::vector<NamedCounter> ranked;
    for (std::size_t i = 0; i < dissectors::message_name_count; ++i) {
        const auto name = static_cast<dissectors::MessageName>(i);
        if (messages.of(direction, name).count > 0)
            ranked.push_back({name, messages.of(direction, name)});
    }
    std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) {
        return a.counter.count > b.counter.count;
    });
    const bool frontend = direction == dissectors::Direction::frontend;
    for (const auto& entry : ranked)
        table.add({{frontend ? "->" : "<-", frontend ? Paint::frontend : Paint::backend},
                   format_count(entry.counter.count),
                   format_bytes(entry.counter.bytes),
                   to_string(entry.name)});
}

void append_nonzero(std::string& line, std::string_view name, const std::string& figure) {
    if (!line.empty()) line.append(", ");
    line.append(name).append(" ").append(figure);
}

std::string accounting_line(const events::Accounting& accounting) {
    std::string line;
    append_nonzero(line, "dissected", format_bytes(accounting.dissected_bytes));
    if (accounting.encrypted_bytes > 0)
        append_nonzero(line, "encrypted", format_bytes(accounting.encrypted_bytes));
    for (std::size_t i = 0; i < events::skip_reason_count; ++i)
        if (accounting.skipped_bytes[i] > 0)
            append_nonzero(line, to_string(static_cast<events::SkipReason>(i)),
                           format_bytes(accounting.skipped_bytes[i]));
    return line;
}

std::string counters_line(const Counters& counters) {
    std::string line;
    for (const auto& [name, count] : counters)
        if (count > 0) append_nonzero(line, escape_controls(name), format_count(count));
    return line;
}

/// `portals 5 times (use a larger --limit-portals)`.
std::string limits_line(const Counters& limits) {
    std::string line;
    for (const auto& [name, count] : limits) {
        if (count == 0) continue;
        append_nonzero(line, name, format_count(count) + (count == 1 ? " time" : " times"));
        const auto option = option_of_limit(name);
        line.append(option.empty() ? " (fixed)" : " (use a larger " + option + ")");
    }
    return line;
}

}  // namespace

void write_statement_table(Page& page) {
    const auto& options = page.document().options;
    const auto ranked = page.document().stats.statements().ranked(options.most_entries());
    if (ranked.empty()) return;
    std::uint64_t total = 0;
    for (const auto* entry : ranked)
        total += entry->total_ns;
    const auto shown = shown_of(ranked.size(), options);
    page.heading("Statements by total time");
    Table table({{"total"},
                 {"share", Table::Align::right, 2},
                 {"calls"},
                 {"errors"},
                 {"rows", Table::Align::right, 1},
                 {"p50", Table::Align::right, 3},
                 {"p99"},
                 {"max"}});
    for (std::size_t i = 0; i < shown; ++i) {
        const auto& entry = *ranked[i];
        const auto time = [&](Nanoseconds of) {
            return entry.duration.empty() ? std::string("-") : format_duration(of);
        };
        table.add(
            {time(static_cast<Nanoseconds>(entry.total_ns)),
             format_share(
                 total == 0 ? 0 : static_cast<double>(entry.total_ns) / static_cast<double>(total)),
             format_count(entry.calls),
             {format_count(entry.errors), entry.errors > 0 ? Paint::error : Paint::plain},
             format_count(entry.rows),
             time(entry.duration.value_at(stats::p50)),
             time(entry.duration.value_at(stats::p99)),
             time(entry.duration.max())});
        table.add_below(statement_line(entry.statement));
    }
    page.table(table);
    page.more(ranked.size() - shown);
}

void write_sessions_text(Page& page) {
    const auto& sessions = page.document().stats.sessions();
    if (sessions.total == 0) return;
    page.heading("Sessions");
    write_counts_line(page, "user", sessions.by_user);
    write_counts_line(page, "database", sessions.by_database);
    write_counts_line(page, "application", sessions.by_application);
    write_counts_line(page, "server", sessions.by_server_kind);
    write_counts_line(page, "protocol", sessions.by_protocol_version);
    write_counts_line(page, "authentication", sessions.by_auth_method);
    write_counts_line(page, "not PostgreSQL", sessions.not_postgresql);
    write_counts_line(page, "ended", sessions.by_end);
    page.buffer().push_back('\n');
    write_session_table(page);
}

namespace {

void write_prepared_open(Page& page) {
    const auto& document = page.document();
    const auto& open = document.facts.prepared_open;
    const auto shown = shown_of(open.size(), document.options);
    if (shown == 0) return;
    page.paragraph("Prepared transactions still open at the end of the capture:");
    Table table({{"session"},
                 {"open for"},
                 {"identifier", Table::Align::left},
                 {"who", Table::Align::left}});
    for (std::size_t i = 0; i < shown; ++i) {
        const auto& transaction = open[i];
        std::string who;
        append_escaped(who, transaction.user);
        if (!who.empty()) append_escaped(who.append("@"), transaction.database);
        std::string identifier;
        append_escaped(identifier,
                       document.options.redact ? "redacted" : transaction.identifier.c_str());
        table.add({std::to_string(transaction.session),
                   format_duration(document.facts.capture.last_time.value_or(transaction.time) -
                                   transaction.time),
                   identifier, who});
    }
    page.table(table);
    page.more(open.size() - shown);
}

void write_two_phase(Page& page) {
    const auto& transactions = page.document().stats.transactions();
    if (transactions.prepared + transactions.decided_only > 0) {
        std::string line;
        line.append("Two-phase commit: ");
        append_count(line, transactions.prepared);
        line.append(" prepared (");
        append_count(line, transactions.prepared_committed);
        line.append(" committed, ");
        append_count(line, transactions.prepared_rolled_back);
        line.append(" rolled back, ");
        append_count(line, transactions.undecided());
        line.append(" without a known decision)");
        if (transactions.decided_only > 0) {
            line.append("; ");
            append_count(line, transactions.decided_only);
            line.append(" decisions whose PREPARE TRANSACTION is not known");
        }
        page.paragraph(line);
    }
    write_prepared_open(page);
}

}  // namespace

void write_transactions_text(Page& page) {
    const auto& transactions = page.document().stats.transactions();
    if (transactions.total() == 0 && page.document().facts.prepared_open.empty()) return;
    page.heading("Transactions");
    std::string line;
    append_count(line, transactions.committed);
    line.append(" committed, ");
    append_count(line, transactions.rolled_back);
    line.append(" rolled back, ");
    append_count(line, transactions.failed);
    line.append(" failed; p50 ")
        .append(format_duration(transactions.duration.value_at(stats::p50)))
        .append(", p99 ")
        .append(format_duration(transactions.duration.value_at(stats::p99)))
        .append(", longest ")
        .append(format_duration(transactions.duration.max()));
    if (!transactions.idle.empty())
        line.append("; longest wait for the client inside one ")
            .append(format_duration(transactions.idle.max()));
    page.paragraph(line);
    write_two_phase(page);
}

void write_messages_text(Page& page) {
    const auto& messages = page.document().stats.messages();
    Table table({{"", Table::Align::left}, {"count"}, {"bytes"}, {"message", Table::Align::left}});
    add_messages(table, messages, dissectors::Direction::frontend);
    add_messages(table, messages, dissectors::Direction::backend);
    if (table.empty()) return;
    page.heading("Messages");
    page.table(table);
}

void write_transport_text(Page& page) {
    const auto& facts = page.document().facts;
    page.heading("Capture and transport");
    for (const auto& source : facts.capture.sources) {
        std::string line;
        append_counted(line, source.packets, "packet");
        line.append(", ").append(format_bytes(source.bytes)).append(", ");
        line.append(source.format).append(", ").append(source.link_type).append("  ");
        append_escaped(line, source.path);
        page.labelled("source", line);
    }
    if (const auto& written = facts.capture.written) {
        std::string line;
        append_counted(line, written->packets, "packet");
        line.append(", ").append(format_bytes(written->bytes)).append("  ");
        append_escaped(line, written->path);
        page.labelled("written", line);
    }
    std::string line;
    append_counted(line, facts.transport.connections, "connection");
    line.append(", ");
    append_counted(line, facts.transport.segments, "segment");
    line.append(", ").append(format_bytes(facts.transport.payload_bytes)).append(" of payload");
    page.labelled("TCP", line);
    page.labelled("of the payload", accounting_line(facts.accounting));
    Counters trouble{{"retransmitted bytes", facts.transport.retransmitted_bytes},
                     {"out of order segments", facts.transport.out_of_order_segments},
                     {"gaps", facts.transport.gaps},
                     {"missing bytes", facts.transport.missing_bytes},
                     {"dropped by kernel", facts.capture.dropped_by_kernel.value_or(0)},
                     {"malformed messages", page.document().stats.loss().malformed}};
    trouble.insert(trouble.end(), facts.transport.others.begin(), facts.transport.others.end());
    for (const auto& [label, counters] :
         {std::pair{"on the way", trouble}, {"packets ignored", facts.capture.ignored_packets}})
        if (const auto text = counters_line(counters); !text.empty()) page.labelled(label, text);
    if (const auto text = limits_line(limits_of(page.document())); !text.empty())
        page.labelled("limits reached", text);
    page.commit();
}

}  // namespace pgoscope::report
