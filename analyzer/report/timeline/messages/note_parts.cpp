#include "analyzer/report/timeline/messages/note_parts.h"

#include <array>

#include "analyzer/report/text/text.h"
#include "analyzer/report/wording/exchange_json.h"

namespace pgoscope::report::notes {
namespace {

/// Pauses a person does not wonder about are not told.
constexpr Nanoseconds noteworthy_pause = 10'000'000;

/// What asked, by kind of exchange.
std::string_view request_name(events::ExchangeKind kind) noexcept {
    static constexpr std::array<std::string_view, events::exchange_kind_count> names{
        "Query", "Execute",     "Parse",          "Close",         "FunctionCall", "COPY",
        "COPY",  "replication", "StartupMessage", "CancelRequest", "Subscribe",    "request"};
    return names[static_cast<std::size_t>(kind)];
}

/// `; 9 998 rows of csv, 1.2 MB at 3.4 MB/s`.
void append_copy(std::string& out, const events::Exchange& exchange) {
    if (!exchange.copy || exchange.copy->bytes == 0) return;
    const auto& copy = *exchange.copy;
    out.append("; ");
    if (copy.rows) {
        append_counted(out, *copy.rows, "row");
        out.append(" of ");
    }
    out.append(copy.format);
    if (copy.format == events::CopyTotals::mixed) out.append(" formats");
    out.append(", ");
    append_byte_count(out, copy.bytes);
    if (const auto rate = per_second(copy.bytes, copy.time.value_or(0))) {
        out.append(" at ");
        append_byte_count(out, *rate);
        out.append("/s");
    }
}

/// Cuts what follows `begin` to what the style allows.
void cut(const NoteContext& context, std::size_t begin) {
    if (context.style.longest_text > 0)
        cut_to_width(context.out, begin, context.style.longest_text);
}

}  // namespace

void separate(std::string& out, std::size_t begin) {
    if (out.size() > begin) out.append("; ");
}

void append_sql(const NoteContext& context, std::string_view sql, sql::Reading reading,
                SqlText::Prepared prepared, bool sql_cut) {
    const auto begin = context.out.size();
    append_sql_line(context.out,
                    context.sql.shown(sql, reading, context.options, prepared, sql_cut));
    cut(context, begin);
}

void append_name(const NoteContext& context, std::string_view what, std::string_view name) {
    if (name.empty()) {
        context.out.append("the unnamed ");
        context.out.append(what);
    } else {
        append_escaped(context.out, context.sql.value(name));
    }
}

void append_value_note(const NoteContext& context, const dissectors::v3::Value& value,
                       ValueKind kind) {
    if (value.null) {
        context.out.append("NULL");
        return;
    }
    context.buffer.clear();
    append_value(context.buffer, value.bytes, kind, converter_of(context.event));
    const auto begin = context.out.size();
    append_escaped(context.out, context.buffer);
    cut(context, begin);
}

void append_parameters(const NoteContext& context, const dissectors::v3::FormatCodes& formats,
                       const dissectors::List<dissectors::v3::Value>& values) {
    if (!context.options.show_values) return;
    const ParameterKinds kind_of(context.event.statement, formats);
    std::size_t index = 0;
    for (const auto& value : values) {
        context.out.append(index == 0 ? "; $" : ", $");
        append_number(context.out, index + 1);
        context.out.append(" = ");
        const auto kind = kind_of(index);
        append_value_note(context, value, kind);
        if (kind.type_oid != 0) {
            context.out.append(" (");
            context.out.append(type_label(kind.type_oid, context.buffer));
            context.out.push_back(')');
        }
        ++index;
    }
}

void append_types(const NoteContext& context,
                  const dissectors::List<dissectors::v3::TypeOid>& types) {
    static constexpr std::size_t a_line_bears = 16;
    std::size_t index = 0;
    for (const auto& type : types) {
        if (index == a_line_bears) {
            context.out.append(" ...");
            return;
        }
        if (index++ > 0) context.out.append(", ");
        context.out.append(type_label(type.oid, context.buffer));
    }
}

void append_think_time(const NoteContext& context) {
    const auto* exchange = context.event.exchange;
    if (exchange == nullptr || context.event.first_time != exchange->request_first) return;
    const auto think = exchange->client_think();
    if (!think || *think < noteworthy_pause) return;
    const bool in_transaction =
        context.event.session.transaction == events::TransactionStatus::in_transaction ||
        context.event.session.transaction == events::TransactionStatus::failed;
    context.out.append(in_transaction ? "; idle in transaction for " : "; the client thought for ");
    append_duration(context.out, *think);
}

void append_completion(const NoteContext& context, std::string_view verb) {
    if (!context.event.completes_exchange || context.event.exchange == nullptr) return;
    const auto& exchange = *context.event.exchange;
    auto& out = context.out;
    out.append("; ");
    out.append(verb);
    out.push_back(' ');
    out.append(request_name(exchange.kind));
    out.append(" #");
    append_number(out, exchange.number);
    const auto duration = exchange.duration();
    if (!duration) return;
    out.append(" after ");
    append_duration(out, *duration);
    const auto first = exchange.time_to_first_reply();
    if (first && exchange.transfer().value_or(0) > 0) {
        out.append(", first reply after ");
        append_duration(out, *first);
    }
    if (const auto queued = exchange.queued()) {
        out.append(", of which ");
        append_duration(out, *queued);
        out.append(" waiting for the request before it");
    }
    append_copy(out, exchange);
}

}  // namespace pgoscope::report::notes
