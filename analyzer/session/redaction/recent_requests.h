#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

#include "analyzer/session/memory_budget.h"
#include "analyzer/sql/reading.h"

namespace pgoscope::session {

/// Texts of the latest requests of one session, kept so that messages of the server can be compared
/// with them. Two bounds in bytes hold: one for the session, and a budget for all sessions
/// together.
class RecentRequests {
  public:
    struct Request {
        std::uint64_t exchange = 0;
        bool sql = false;        ///< false: `text` is a value, such as a parameter of Bind
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

    /// Keeps a text, and drops the oldest ones to make room for it. Returns false when a bound left
    /// no room, so that the text is not kept. Of a text that is cut, what is there is kept.
    [[nodiscard]] bool add(const Addition& addition, std::size_t most_bytes, MemoryBudget& budget);
    /// Records that the texts of this exchange are not kept in full.
    void forget(std::uint64_t exchange) noexcept;

    [[nodiscard]] const std::deque<Request>& requests() const noexcept { return requests_; }
    /// Whether all texts of the exchange are kept in full.
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
    std::size_t reserved_ = 0;  ///< bytes of the budget that `share_` holds
    MemoryBudget::Share share_;
    /// Number of the latest exchange that is not kept in full; 0 = none.
    std::uint64_t forgotten_ = 0;
};

}  // namespace pgoscope::session
