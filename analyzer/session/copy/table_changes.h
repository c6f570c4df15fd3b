#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "analyzer/sql/column_effect.h"

namespace pgoscope::session {

/// What statements of any session may have done to tables, for the sessions that remember columns
/// of them: the latest few, by a number from 0 on.
class TableChanges {
  public:
    static constexpr std::size_t most_kept = 64;
    struct Change {
        sql::ColumnEffect effect;
        std::uint64_t session = 0;  ///< whose statement it is
    };

    void add(sql::ColumnEffect effect, std::uint64_t session) {
        latest_[count_++ % most_kept] = {std::move(effect), session};
    }
    /// Changes so far; the latest `most_kept` of them can be asked for.
    [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
    [[nodiscard]] const Change& operator[](std::uint64_t number) const noexcept {
        return latest_[number % most_kept];
    }

  private:
    std::array<Change, most_kept> latest_;
    std::uint64_t count_ = 0;
};

}  // namespace pgoscope::session
