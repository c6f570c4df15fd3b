#pragma once

#include <memory>
#include <string_view>

#include "analyzer/events/exchange.h"
#include "analyzer/events/sink.h"
#include "analyzer/session/conversation/prepared_statements.h"
#include "analyzer/session/conversation/request_queue.h"
#include "analyzer/sql/statement.h"

/// A cursor is a portal that SQL (DECLARE) made. These functions look cursors up among the portals
/// of a session.
namespace pgoscope::session {

/// The portal that `statement`, a FETCH or a MOVE, reads from. Null for any other statement, and
/// where the portal is not known.
[[nodiscard]] std::shared_ptr<OpenPortal> portal_of_cursor(const Portals& portals,
                                                           const sql::Statement& statement);
/// The statement that the portal of that name runs; null where that is not known.
[[nodiscard]] const sql::Statement* statement_of_portal(const Portals& portals,
                                                        std::string_view name);
/// Gives an Execute the portal that a DECLARE made, where the client sent the Execute before the
/// DECLARE was answered. Changes nothing where there is no such portal.
void adopt_declared(const Portals& portals, ExpectedReply& execute, events::Exchange& exchange);
/// Called when the server reports that a portal does not exist: forgets that portal. ROLLBACK TO
/// SAVEPOINT drops the portals that were made after the savepoint, which the session did not
/// notice.
void forget_missing_portal(Portals& portals, const ExpectedReply& head,
                           events::MessageEvent& event);

}  // namespace pgoscope::session
