#pragma once

#include <memory>

#include "analyzer/events/exchange.h"
#include "analyzer/events/statement.h"
#include "analyzer/session/memory_budget.h"
#include "dissectors/v3/messages.h"

namespace pgoscope::session {

/// A portal while it lives. A portal fetched in chunks is one call, whose parts add up here until
/// the portal completes or goes.
struct OpenPortal {
    events::Portal portal;
    events::Call call;
    /// A chunk was fetched and the call not counted yet.
    bool fetching = false;
    /// It ran to its end: executed again it returns nothing, and that is no further call.
    bool ended = false;
    /// DECLARE ... WITH HOLD: it outlives the transaction if that commits.
    bool holds = false;
    /// That transaction committed: it lives until it is closed.
    bool held = false;
    /// Column names with the formats that Bind asked for, once a row needs them.
    std::shared_ptr<const events::ResultShape> shape;
    /// What the values of its Bind take, where they are kept.
    MemoryBudget::Share memory;

    [[nodiscard]] bool outlives_transaction(bool rolled_back) const noexcept {
        return held || (holds && !rolled_back);
    }
    void forget_call() noexcept {
        call = {};
        fetching = false;
    }
};

/// Keeps what `bind` carries, for whoever shows values.
void keep_values(events::Portal& portal, const dissectors::v3::Bind& bind);

}  // namespace pgoscope::session
