#pragma once

#include <memory>
#include <string_view>

#include "analyzer/events/exchange.h"
#include "analyzer/events/sink.h"
#include "analyzer/session/expected_replies.h"
#include "analyzer/session/prepared.h"
#include "analyzer/sql/statement.h"

/// What the portals of a session tell of cursors, which are portals by another name.
namespace pgoscope::session {

/// Of FETCH and MOVE; null where the statement is another, or the portal is not known.
[[nodiscard]] std::shared_ptr<OpenPortal> portal_of_cursor(const Portals& portals,
                                                           const sql::Statement& statement);
/// What the portal of that name runs; null where that is not known.
[[nodiscard]] const sql::Statement* statement_of_portal(const Portals& portals,
                                                        std::string_view name);
/// Execute may have been sent before the DECLARE ahead of it was answered.
void adopt_declared(const Portals& portals, ExpectedReply& execute, events::Exchange& exchange);
/// The server says that there is no such portal: ROLLBACK TO SAVEPOINT drops those that were made
/// behind the savepoint.
void forget_missing_portal(Portals& portals, const ExpectedReply& head,
                           events::MessageEvent& event);

}  // namespace pgoscope::session
