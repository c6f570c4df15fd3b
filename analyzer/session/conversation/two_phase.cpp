#include "analyzer/session/conversation/two_phase.h"

#include <algorithm>
#include <utility>

#include "analyzer/session/session.h"
#include "analyzer/sql/normaliser.h"
#include "analyzer/sql/transaction_identifier.h"

/// Transactions that one session prepares and any session decides.
namespace pgoscope::session {

std::unique_ptr<const std::vector<OpenExchange::Identifier>> read_identifiers(
    const OpenExchange& query, std::string_view sql, bool truncated, sql::Reading reading) {
    auto identifiers = std::make_unique<std::vector<OpenExchange::Identifier>>();
    sql::Normaliser normaliser;
    normaliser.start(sql, truncated, reading);
    std::size_t begin = 0;
    for (std::uint32_t index = 0; index < query.statements.size(); ++index) {
        const auto statement = normaliser.next();
        if (statement.text.empty()) break;  // behind what was kept of the text
        if (sql::is_two_phase(query.statements[index]->target.command))
            identifiers->push_back({index, sql::transaction_identifier(
                                               sql.substr(begin, statement.end - begin), reading)});
        begin = statement.end;
    }
    return identifiers;
}

std::string identifier_in(const OpenExchange& query) {
    if (query.identifiers)
        for (const auto& each : *query.identifiers)
            if (each.statement == query.next_statement) return each.text;
    return {};
}

std::string identifier_in(const OpenPortal& portal) {
    const auto* prepared = portal.portal.statement.get();
    if (prepared == nullptr) return {};
    return sql::transaction_identifier(prepared->sql, prepared->reading);
}

/// An empty identifier is one that is not known.
void Session::follow_two_phase(MessageEvent& event, std::string_view command,
                               std::string identifier) {
    auto& transactions = context_.prepared_transactions;
    events::TwoPhaseStep step;
    if (command == "PREPARE TRANSACTION") {
        if (!identifier.empty() &&
            !transactions.add({std::move(identifier), info_.server, info_.number, now_.time,
                               info_.user, info_.database}))
            ++context_.limits_acted.prepared_transactions;
    } else if (command == "COMMIT PREPARED" || command == "ROLLBACK PREPARED") {
        step.kind = command.front() == 'C' ? events::TwoPhaseStep::Kind::committed
                                           : events::TwoPhaseStep::Kind::rolled_back;
        if (const auto prepared = transactions.take(info_.server, identifier)) {
            step.joined = true;
            event.prepared_by = prepared->session;
            event.since_prepared = event.time - std::min(event.time, prepared->time);
        }
    } else {
        return;
    }
    context_.sink.on_two_phase(info_, step);
}

}  // namespace pgoscope::session
