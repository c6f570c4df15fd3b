#include <utility>

#include "analyzer/session/session.h"
#include "analyzer/sql/statement_catalogue.h"

/// Prepared statements by the names that Parse and PREPARE give them.
namespace pgoscope::session {
namespace {

namespace v3 = dissectors::v3;

/// Bytes by which the server tells names of prepared statements apart (NAMEDATALEN).
constexpr std::size_t longest_server_name = 63;

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
