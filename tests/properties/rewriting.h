#pragma once

#include <cstddef>
#include <cstdint>
#include <random>

#include "tests/properties/recording.h"

/// The same numbers for the same seed on every machine, as std distributions do not promise.
class Chance {
  public:
    explicit Chance(std::uint64_t seed) : engine_(seed) {}

    /// From 0 to `bound - 1`; `bound` is not 0.
    std::size_t below(std::size_t bound) { return static_cast<std::size_t>(engine_() % bound); }
    bool one_in(std::size_t n) { return below(n) == 0; }

  private:
    std::mt19937_64 engine_;
};

// Ways in which a network could have carried the same streams. The first segment of each connection
// keeps its place in all of them.

/// Every segment in pieces of at most `most_bytes`.
[[nodiscard]] Recording split(const Recording& recording, std::size_t most_bytes, Chance& chance);

/// Neighbors that continue each other joined, up to `most_bytes`.
[[nodiscard]] Recording merge(const Recording& recording, std::size_t most_bytes);

/// Segments of one direction, with none of their connection's other direction between them, in
/// another order; none moves further than `window` places.
[[nodiscard]] Recording reorder(Recording recording, std::size_t window, Chance& chance);

/// Some segments a second time, at once or a few packets later.
[[nodiscard]] Recording duplicate(const Recording& recording, Chance& chance);

/// Some segments prolonged by the beginning of the one that continues them, which comes as well.
[[nodiscard]] Recording overlap(const Recording& recording, Chance& chance);
