#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

#include "analyzer/session/memory_budget.h"
#include "analyzer/sql/reading.h"

namespace pgoscope::session {

/// The latest requests of one session, kept so that a message of the server can be compared with
/// what they said. Bounded in bytes by itself, and with those of other sessions by a budget.
class RecentRequests {
  public:
    struct Request {
        std::uint64_t exchange = 0;
        bool sql = false;        ///< else a value that was sent beside the SQL
        sql::Reading reading{};  ///< of SQL
        std::string text;
    };

    struct Addition {
        std::uint64_t exchange = 0;
        std::string_view text;
        bool sql = false;
        sql::Reading reading{};
        bool cut = false;  ///< the end of the text is missing
    };

    /// Forgets the oldest requests where there is no room. False when the bound or the budget acted
    /// so that this one was not kept; one that is cut is kept as far as it goes.
    [[nodiscard]] bool add(const Addition& addition, std::size_t most_bytes, MemoryBudget& budget);
    /// What the exchange said is not all kept.
    void forget(std::uint64_t exchange) noexcept;

    [[nodiscard]] const std::deque<Request>& requests() const noexcept { return requests_; }
    /// Whether all that the exchange said is there.
    [[nodiscard]] bool has_all_of(std::uint64_t exchange) const noexcept {
        return exchange > forgotten_;
    }

  private:
    [[nodiscard]] static std::size_t size_of(std::string_view text) noexcept {
        return sizeof(Request) + text.size();
    }
    void drop_oldest() noexcept;
    [[nodiscard]] bool reserve(std::size_t bytes, MemoryBudget& budget);

    std::deque<Request> requests_;
    std::size_t bytes_ = 0;
    std::size_t reserved_ = 0;  ///< of the budget
    MemoryBudget::Share share_;
    std::uint64_t forgotten_ = 0;  ///< the latest exchange of which something is not kept
};

}  // namespace pgoscope::session
