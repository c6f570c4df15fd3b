#pragma once

#include <cstdint>
#include <vector>

#include "analyzer/encoding/converter.h"
#include "analyzer/events/accounting.h"
#include "analyzer/events/quoted_values.h"
#include "analyzer/events/sink.h"
#include "analyzer/session/conversation/prepared_transactions.h"
#include "analyzer/session/copy/table_changes.h"
#include "analyzer/session/memory_budget.h"
#include "analyzer/session/options.h"
#include "analyzer/session/startup/cancel_keys.h"
#include "analyzer/sql/secrets.h"

namespace pgoscope::sql {
class StatementCatalogue;
}

namespace pgoscope::session {

/// What all sessions of a table share.
struct Context {
    Options options;
    sql::StatementCatalogue& catalogue;
    events::Sink& sink;
    events::Accounting accounting{};
    LimitCounters limits_acted{};
    CancelKeys cancel_keys{};
    PreparedTransactions prepared_transactions{options.limits.prepared_transactions};
    MemoryBudget prepared{options.limits.prepared_total_bytes};
    MemoryBudget undecided{options.limits.undecided_bytes};
    MemoryBudget recent_requests{options.limits.recent_requests_total_bytes};
    events::QuotedValues quoted{};                 ///< of the message at hand
    std::vector<sql::PreparedSecrets> executed{};  ///< of the latest Query or Parse
    TableChanges table_changes{};                  ///< where values are kept; for their types
    encoding::Converters converters{};
    std::uint64_t sessions = 0;  ///< announced so far; the next one's number is one more
};

}  // namespace pgoscope::session
