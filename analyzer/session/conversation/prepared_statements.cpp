#include <algorithm>
#include <string>
#include <utility>

#include "analyzer/session/session.h"
#include "analyzer/sql/executed_name.h"
#include "analyzer/sql/statement_catalogue.h"

/// Prepared statements by the names that Parse and PREPARE give them.
namespace pgoscope::session {
namespace {

namespace v3 = dissectors::v3;

/// Bytes by which the server tells names of prepared statements apart (NAMEDATALEN).
constexpr std::size_t longest_server_name = 63;

/// Statements with secrets of which one message may have EXECUTE.
constexpr std::size_t most_executed = 64;

/// Latest statements that may have made what EXECUTE names and are not answered yet.
constexpr std::size_t most_ahead = 256;

bool prepares(const sql::Statement& statement, std::string_view name) noexcept {
    return statement.target.command == sql::Command::prepare && statement.target.name == name;
}

}  // namespace

std::shared_ptr<KeptStatement> Session::make_statement(std::string_view name, std::string_view sql,
                                                       const dissectors::List<v3::TypeOid>& types) {
    auto made = std::make_shared<KeptStatement>();
    made->memory = context_.prepared.take(sizeof(KeptStatement) + name.size() + sql.size() +
                                          types.count() * sizeof(std::uint32_t));
    auto& statement = made->statement;
    if (!made->memory.granted()) {
        ++context_.limits_acted.prepared_total_bytes;
        statement.name = name.substr(0, longest_server_name);
        return made;
    }
    statement.name = name;
    statement.sql = sql;
    for (const auto& type : types)
        statement.parameter_types.push_back(type.oid);
    return made;
}

void Session::remember(std::string_view name, std::shared_ptr<KeptStatement> made) {
    if (!made->memory.granted() && !name.empty()) return;
    auto* statement = &made->statement;
    if (!statements_.put(name, {std::move(made), statement},
                         context_.options.limits.prepared_statements))
        ++context_.limits_acted.prepared_statements;
}

void Session::remember_prepare(const sql::Statement& prepare) {
    const auto& name = prepare.target.name;
    const auto sql = std::string_view(prepare.text).substr(0, events::longest_kept_sql);
    auto made = make_statement(name, sql, {});
    made->statement.statement = &prepare;
    made->statement.reading = {};  // normalized text reads alike in all
    made->statement.by_sql = true;
    remember(name, std::move(made));
}

/// Which of the arguments of EXECUTE in the text at hand are secrets, is told by what it names.
void Session::find_executed(std::span<const sql::StatementId> ids) {
    context_.executed.clear();
    for (std::size_t i = 0; i < ids.size(); ++i)
        if (const auto name = sql::executed_name(context_.catalogue[ids[i]]); !name.empty())
            [[unlikely]]
            add_executed(name, ids.first(i));
}

/// `before` are the statements before it in the same text.
void Session::add_executed(std::string_view name, std::span<const sql::StatementId> before) {
    auto& all = context_.executed;
    const auto is_it = [&](const sql::PreparedSecrets& each) { return each.name == name; };
    if (all.size() == most_executed || std::any_of(all.begin(), all.end(), is_it)) return;
    const auto add = [&](std::string_view sql, sql::Reading reading, bool cut) {
        sql::SecretParameters secrets(sql, reading, cut);
        if (!secrets.empty()) all.push_back({std::string(name), std::move(secrets)});
    };
    std::size_t left = most_ahead;
    for (auto id = before.rbegin(); id != before.rend() && left > 0; ++id, --left)
        if (const auto& made = context_.catalogue[*id]; prepares(made, name))
            return add(made.text, {}, made.truncated);
    for (auto i = exchanges_.size(); i > 0 && left > 0; --i) {
        if (exchanges_[i - 1].finished) continue;
        const auto& statements = exchanges_[i - 1].statements;
        for (auto made = statements.rbegin(); made != statements.rend() && left > 0; ++made, --left)
            if (prepares(**made, name)) return add((*made)->text, {}, (*made)->truncated);
    }
    if (const auto made = statements_.find(name); made && made->known)
        add(made->sql, made->reading, made->sql.size() >= events::longest_kept_sql);
}

std::shared_ptr<events::PreparedStatement> Session::statement_named(std::string_view name) {
    if (auto found = statements_.find(name)) return found;
    auto made = make_statement(name, {}, {});
    auto& unknown = made->statement;
    unknown.known = false;
    unknown.statement = &context_.catalogue[context_.catalogue.intern_unknown(name)];
    remember(name, made);
    return {std::move(made), &unknown};
}

}  // namespace pgoscope::session
