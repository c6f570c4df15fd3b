#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/session/conversation/exchanges.h"
#include "analyzer/session/conversation/portal.h"
#include "analyzer/sql/reading.h"

/// Identifiers of prepared transactions, which normalized statements lack. An empty one is not
/// known.
namespace pgoscope::session {

/// Those that the statements of a Query have.
[[nodiscard, gnu::cold]] std::unique_ptr<const std::vector<OpenExchange::Identifier>>
read_identifiers(const OpenExchange& query, std::string_view sql, bool truncated,
                 sql::Reading reading);
/// Of the statement that is complete now.
[[nodiscard, gnu::cold]] std::string identifier_in(const OpenExchange& query);
[[nodiscard, gnu::cold]] std::string identifier_in(const OpenPortal& portal);

}  // namespace pgoscope::session
