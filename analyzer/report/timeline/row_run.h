#pragma once

#include <cstdint>

#include "analyzer/events/sink.h"

namespace pgoscope::report {

/// Rows, COPY data or parameters of one exchange that follow each other: the first few are worth a
/// line each, the rest one line together.
class RowRun {
  public:
    static constexpr std::uint64_t rows_with_a_line = 3;

    /// Takes the message in. True when it has no line of its own; then the run must be told before
    /// anything else of its session is.
    [[nodiscard]] bool fold(const events::MessageEvent& event) noexcept;
    /// The message does not continue the run.
    [[nodiscard]] bool ended_by(const events::MessageEvent& event) const noexcept;
    void clear() noexcept { *this = RowRun{}; }

    [[nodiscard]] std::uint64_t folded() const noexcept {
        return seen_ > rows_with_a_line ? seen_ - rows_with_a_line : 0;
    }
    [[nodiscard]] std::uint64_t folded_bytes() const noexcept { return folded_bytes_; }  ///< wire
    [[nodiscard]] events::MessageName name() const noexcept { return name_; }
    [[nodiscard]] events::Direction direction() const noexcept { return direction_; }
    [[nodiscard]] PacketTime last_time() const noexcept { return last_time_; }

  private:
    std::uint64_t seen_ = 0;
    std::uint64_t folded_bytes_ = 0;
    std::uint64_t exchange_ = 0;  ///< 0 = none
    PacketTime last_time_ = 0;
    events::MessageName name_ = events::MessageName::Unknown;
    events::Direction direction_ = events::Direction::backend;
};

}  // namespace pgoscope::report
