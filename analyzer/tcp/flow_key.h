#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "analyzer/endpoint.h"

namespace pgoscope::tcp {

/// Both ends of a connection in one fixed order, whichever of them sent, so that all its segments
/// have the same key; as words, so that comparing and hashing take few instructions.
struct FlowKey {
    std::array<std::uint64_t, 4> addresses{};
    std::uint32_t ports = 0;

    /// Word by word without a branch: the comparison of arrays would be a call of memcmp.
    friend bool operator==(const FlowKey& a, const FlowKey& b) noexcept {
        std::uint64_t difference = a.ports ^ b.ports;
        for (std::size_t i = 0; i < a.addresses.size(); ++i)
            difference |= a.addresses[i] ^ b.addresses[i];
        return difference == 0;
    }
};

/// A key, and at which of its two ends the source is: 0 or 1.
struct Flow {
    FlowKey key;
    std::size_t source_side = 0;
};

[[nodiscard]] inline Flow flow_between(const Endpoint& source,
                                       const Endpoint& destination) noexcept {
    // The ports nearly always tell the ends apart, so that one comparison does.
    const bool swapped = source.port != destination.port
                             ? destination.port < source.port
                             : destination.address.bytes < source.address.bytes;
    const Endpoint& low = swapped ? destination : source;
    const Endpoint& high = swapped ? source : destination;
    const auto word = [](const Address& address, std::size_t offset) {
        std::uint64_t value = 0;
        std::memcpy(&value, address.bytes.data() + offset, sizeof value);
        return value;
    };
    return {.key = {.addresses = {word(low.address, 0), word(low.address, 8), word(high.address, 0),
                                  word(high.address, 8)},
                    .ports = std::uint32_t{low.port} << 16U | high.port},
            .source_side = swapped ? 1U : 0U};
}

/// Seeded, so that nobody can choose tuples that all land in one bucket.
class FlowKeyHash {
  public:
    explicit FlowKeyHash(std::uint64_t seed) noexcept : seed_(seed) {}

    [[nodiscard]] std::size_t operator()(const FlowKey& key) const noexcept {
        const auto& [a, b, c, d] = key.addresses;
        return fold(fold(a ^ seed_, b ^ odd_a) ^ key.ports, fold(c ^ ~seed_, d ^ odd_b) ^ odd_a);
    }

  private:
    static constexpr std::uint64_t odd_a = 0x9e3779b97f4a7c15;
    static constexpr std::uint64_t odd_b = 0xd1b54a32d192ed03;
    __extension__ using Wide = unsigned __int128;

    /// Both halves of the full product, folded: every bit of the result depends on all of both.
    [[nodiscard]] static std::uint64_t fold(std::uint64_t x, std::uint64_t y) noexcept {
        const Wide product = Wide{x} * y;
        return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
    }

    std::uint64_t seed_;
};

}  // namespace pgoscope::tcp
