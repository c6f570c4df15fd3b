#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "dissectors/message_name.h"

namespace pgoscope::stats {

/// How many messages of each name, and their bytes on the wire, type byte and length included.
class MessageStats {
  public:
    struct Counter {
        std::uint64_t count = 0;
        std::uint64_t bytes = 0;
    };

    void add(dissectors::Direction direction, dissectors::MessageName name,
             std::uint64_t bytes) noexcept {
        auto& counter =
            counters_[static_cast<std::size_t>(direction)][static_cast<std::size_t>(name)];
        ++counter.count;
        counter.bytes += bytes;
    }
    [[nodiscard]] const Counter& of(dissectors::Direction direction,
                                    dissectors::MessageName name) const noexcept {
        return counters_[static_cast<std::size_t>(direction)][static_cast<std::size_t>(name)];
    }
    [[nodiscard]] Counter total(dissectors::Direction direction) const noexcept {
        Counter sum;
        for (const auto& counter : counters_[static_cast<std::size_t>(direction)]) {
            sum.count += counter.count;
            sum.bytes += counter.bytes;
        }
        return sum;
    }
    void merge(const MessageStats& from) noexcept {
        for (std::size_t direction = 0; direction < counters_.size(); ++direction)
            for (std::size_t name = 0; name < dissectors::message_name_count; ++name) {
                counters_[direction][name].count += from.counters_[direction][name].count;
                counters_[direction][name].bytes += from.counters_[direction][name].bytes;
            }
    }

  private:
    std::array<std::array<Counter, dissectors::message_name_count>, 2> counters_{};
};

}  // namespace pgoscope::stats
