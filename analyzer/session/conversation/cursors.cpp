#include "analyzer/session/conversation/cursors.h"

#include "analyzer/session/session.h"

/// Cursors: portals that SQL makes, reads and closes; and the end of portals of either kind.
namespace pgoscope::session {

std::shared_ptr<OpenPortal> portal_of_cursor(const Portals& portals,
                                             const sql::Statement& statement) {
    if (!sql::reads_cursor(statement.target.command)) return nullptr;
    return portals.find(statement.target.name);
}

const sql::Statement* statement_of_portal(const Portals& portals, std::string_view name) {
    const auto portal = portals.find(name);
    return portal && portal->portal.statement ? portal->portal.statement->statement : nullptr;
}

void adopt_declared(const Portals& portals, ExpectedReply& execute, events::Exchange& exchange) {
    const auto declared = portals.find(execute.portal->portal.name);
    if (!declared || !declared->portal.statement) return;
    execute.portal = declared;
    exchange.statement = declared->portal.statement->statement;
}

void forget_missing_portal(Portals& portals, const ExpectedReply& head,
                           events::MessageEvent& event) {
    if (event.failed_statement != nullptr &&
        sql::reads_cursor(event.failed_statement->target.command)) {
        portals.erase(event.failed_statement->target.name);
        return;
    }
    using Kind = ExpectedReply::Kind;
    const bool by_protocol = head.kind == Kind::execute || head.kind == Kind::describe_portal;
    if (!by_protocol || !head.portal) return;
    const auto* statement = head.portal->portal.statement.get();
    if (statement == nullptr || !statement->cursor) return;
    event.failed_statement = nullptr;
    portals.erase(head.portal->portal.name);
}

/// What runs in the portal of a cursor counts as its DECLARE: the query in that is no statement of
/// its own.
void Session::declare_cursor(const sql::Statement& declare) {
    const auto& name = declare.target.name;
    if (const auto before = portals_.find(name)) end_portal(*before);
    const auto sql = std::string_view(declare.text).substr(0, events::longest_kept_sql);
    auto statement = make_statement({}, sql, {});
    statement->statement.statement = &declare;
    statement->statement.cursor = true;
    statement->statement.reading = {};  // normalized text has one meaning under all settings
    auto made = std::make_shared<OpenPortal>();
    made->portal.name = name;
    auto* kept = &statement->statement;
    made->portal.statement = {std::move(statement), kept};
    made->holds = declare.target.hold;
    if (!portals_.put(name, std::move(made), context_.options.limits.portals))
        ++context_.limits_acted.portals;
}

void Session::end_portal(OpenPortal& portal) {
    if (!portal.fetching) return;
    calls_.push_back(portal.call);
    portal.forget_call();
}

void Session::end_portals() {
    portals_.for_each([this](OpenPortal& portal) { end_portal(portal); });
    portals_.clear_named();
}

/// A rollback drops portals before their execution is complete: that execution is not counted as a
/// call.
void Session::end_portals_of_transaction(bool rolled_back) {
    portals_.for_each([&](OpenPortal& portal) {
        const bool outlives = portal.outlives_transaction(rolled_back);
        if (rolled_back && !outlives)
            portal.forget_call();
        else
            end_portal(portal);
        portal.held = outlives;
    });
    portals_.erase_named_if([](const OpenPortal& portal) { return !portal.held; });
}

}  // namespace pgoscope::session
