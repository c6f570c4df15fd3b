#include <algorithm>
#include <charconv>
#include <optional>
#include <vector>

#include "analyzer/session/conversation/cursors.h"
#include "analyzer/session/conversation/two_phase.h"
#include "analyzer/session/session.h"
#include "analyzer/sql/normaliser.h"
#include "analyzer/sql/statement_catalogue.h"

/// Which statement a result, an error or a notice is of.
namespace pgoscope::session {
namespace {

namespace v3 = dissectors::v3;

/// Characters from 1; nothing where there is none.
std::optional<std::uint64_t> position_of(const v3::ErrorFields& error) noexcept {
    const auto digits = error.find('P').value_or(std::string_view{});
    std::uint64_t position = 0;
    const auto* end = digits.data() + digits.size();
    if (std::from_chars(digits.data(), end, position).ec != std::errc{} || position == 0)
        return std::nullopt;
    return position;
}

/// Index of the statement of `kept` that `offset` lies in.
std::size_t statement_index(const KeptSql& kept, std::size_t offset) {
    sql::Normaliser normaliser;
    normaliser.start(kept.sql, kept.cut, kept.reading);
    for (std::size_t index = 0;; ++index) {
        const auto statement = normaliser.next();
        // An error at the end of the input lies behind the last.
        if (statement.text.empty()) return index == 0 ? 0 : index - 1;
        if (offset < statement.end) return index;
    }
}

}  // namespace

void Session::take_statements(OpenExchange& open, std::string_view sql, bool truncated) {
    open.text_cut = truncated && !(long_sql_ && long_sql_->is_whole());
    open.left_out = long_sql_ && long_sql_->has_more();
    if (open.left_out) ++context_.limits_acted.query_statements;
    const auto ids = statements_of(sql, truncated);
    find_executed(ids);
    quotable_.keep_sql(context_, {open.exchange.number, sql, true, info_.reading, truncated});
    bool two_phase = false;
    std::optional<std::vector<sql::ReadingChange>> changes;  // those of all statements, read once
    for (const auto id : ids) {
        const auto& statement = context_.catalogue[id];
        open.statements.push_back(&statement);
        tell_other_sessions(&statement);
        two_phase = two_phase || sql::is_two_phase(statement.target.command);
        if (statement.changes_reading || settings_.is_ahead()) [[unlikely]] {
            if (statement.changes_reading && !changes)
                changes = sql::reading_changes(sql, info_.reading);
            follow_reading(statement, changes ? *changes : std::vector<sql::ReadingChange>());
        }
        if (statement.target.command == sql::Command::copy && !open.copy_sql)
            open.copy_sql =
                std::make_unique<const std::string>(sql.substr(0, events::longest_kept_sql));
    }
    if (open.statements.empty()) return;
    if (two_phase) [[unlikely]]
        open.identifiers = read_identifiers(open, sql, truncated, info_.reading);
    open.exchange.statement = open.statements.front();
    if (open.statements.size() > 1) keep_several(open, sql, truncated);
}

void Session::keep_several(OpenExchange& open, std::string_view sql, bool truncated) {
    const auto ends = long_sql_ ? long_sql_->ends() : std::span<const std::uint64_t>();
    auto memory = context_.prepared.take(sql.size() + ends.size_bytes());
    if (!memory.granted()) {
        ++context_.limits_acted.prepared_total_bytes;
        return;
    }
    open.several = std::make_unique<const KeptSql>(KeptSql{.sql = std::string(sql),
                                                           .cut = truncated,
                                                           .reading = info_.reading,
                                                           .characters = characters_of_text(),
                                                           .ends = {ends.begin(), ends.end()},
                                                           .memory = std::move(memory)});
}

/// Of the result that comes next in a Query; null when there is no SQL.
const sql::Statement* Session::result_statement(const OpenExchange& open) {
    const auto& statements = open.statements;
    if (open.next_statement < statements.size()) return statements[open.next_statement];
    if (open.left_out) return &context_.catalogue[context_.catalogue.intern_left_out()];
    if (open.text_cut) return &context_.catalogue[context_.catalogue.intern_cut_off()];
    return statements.empty() ? nullptr : statements.back();
}

bool Session::is_call(const sql::Statement* statement) noexcept {
    return statement == nullptr || (statement->target.command != sql::Command::prepare &&
                                    statement->target.command != sql::Command::deallocate);
}

/// EXECUTE runs what its name stands for now; any other statement runs itself.
const sql::Statement* Session::run_by(const sql::Statement* statement) const {
    if (statement == nullptr || statement->target.command != sql::Command::execute)
        return statement;
    const auto prepared = statements_.find(statement->target.name);
    return prepared && prepared->statement != nullptr ? prepared->statement : statement;
}

const sql::Statement* Session::running_statement(const ExpectedReply& head,
                                                 const OpenExchange& open,
                                                 const v3::ErrorFields& error) {
    const auto* statement = statement_at(head, open, error);
    // A position is one in EXECUTE's own text.
    return position_of(error) ? statement : run_by(statement);
}

const sql::Statement* Session::statement_at(const ExpectedReply& head, const OpenExchange& open,
                                            const v3::ErrorFields& error) {
    switch (head.kind) {
        case Kind::query:
            // The server parses the whole text before it runs any of it.
            return open.several ? statement_at_position(open, error) : result_statement(open);
        case Kind::parse:
        case Kind::bind:
        case Kind::describe_statement:
        case Kind::describe_portal:
        case Kind::execute:
        case Kind::close: {
            const auto* prepared = head.statement.get();
            if (prepared == nullptr && head.portal) prepared = head.portal->portal.statement.get();
            if (prepared != nullptr) return prepared->statement;
            // SQL may have made the portal meanwhile.
            return head.portal ? statement_of_portal(portals_, head.portal->portal.name) : nullptr;
        }
        default:
            return open.exchange.statement;
    }
}

const sql::Statement* Session::statement_at_position(const OpenExchange& open,
                                                     const v3::ErrorFields& error) {
    const auto position = position_of(error);
    if (!position) return result_statement(open);
    const auto& kept = *open.several;
    const auto offset = encoding::offset_of_character(kept.characters, kept.sql, *position);
    const bool is_kept = !kept.cut || offset < kept.sql.size();
    if (!is_kept && kept.ends.empty())
        return &context_.catalogue[context_.catalogue.intern_cut_off()];
    const auto behind = std::upper_bound(kept.ends.begin(), kept.ends.end(), *position);
    const auto index = is_kept ? statement_index(kept, offset)
                               : static_cast<std::size_t>(behind - kept.ends.begin());
    return index < open.statements.size() ? open.statements[index] : result_statement(open);
}

}  // namespace pgoscope::session
