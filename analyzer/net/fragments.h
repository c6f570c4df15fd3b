#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <optional>
#include <vector>

#include "analyzer/limits.h"
#include "analyzer/net/frame.h"
#include "analyzer/net/internet.h"
#include "analyzer/net/outcome.h"
#include "analyzer/packet_time.h"

namespace pgoscope::net {

/// Puts IP datagrams together from fragments that come in any order. Where fragments overlap, the
/// bytes that came first stay, so that nobody can rewrite what was already seen.
class FragmentReassembly {
  public:
    explicit FragmentReassembly(const Limits& limits) noexcept
        : most_datagrams_(limits.fragmented_datagrams),
          most_bytes_(limits.fragment_bytes),
          lifetime_(limits.fragment_lifetime) {}

    struct Datagram {
        /// The payload, up to where the snaplen first cut a fragment. Valid until the next one is
        /// complete.
        Frame frame;
        std::uint8_t protocol = 0;
    };
    /// The datagram, if this fragment is the last that was missing.
    [[nodiscard]] std::optional<Datagram> add(const IpHeader& ip, const Frame& fragment,
                                              PacketTime now);

    [[nodiscard]] const FragmentCounters& counters() const noexcept { return counters_; }

  private:
    struct Key {
        Address source;
        Address destination;
        std::uint32_t identification = 0;
        std::uint8_t protocol = 0;  ///< 0 for IPv6, where it is not part of the identity

        // NOLINTNEXTLINE(modernize-use-nullptr): wrong about a defaulted <=>
        friend auto operator<=>(const Key&, const Key&) = default;
    };
    /// A range of the datagram; `bytes` is shorter where the snaplen cut its fragment.
    struct Piece {
        std::uint32_t begin = 0;
        std::uint32_t end = 0;
        std::vector<std::uint8_t> bytes;
    };
    struct Incomplete {
        Key key;
        PacketTime since = 0;
        std::vector<Piece> pieces;  ///< by `begin`, none overlapping
        std::uint32_t covered = 0;
        std::optional<std::uint32_t> length;  ///< known from the last fragment
        std::uint8_t protocol = 0;            ///< known from the first
        std::size_t cost = 0;                 ///< memory, bytes
    };
    using Position = std::list<Incomplete>::iterator;

    [[nodiscard]] static Key key_of(const IpHeader& ip) noexcept;
    [[nodiscard]] Position find_or_start(const Key& key, PacketTime now);
    /// Keeps of the fragment what no earlier one covers.
    void insert(Incomplete& datagram, std::uint32_t begin, const Frame& fragment);
    void insert_piece(Incomplete& datagram, std::size_t position, Piece piece);
    [[nodiscard]] static bool is_complete(const Incomplete& datagram) noexcept;
    /// Moves the bytes into `reassembled_`.
    [[nodiscard]] Datagram put_together(const Incomplete& datagram);
    void forget(Position datagram);

    std::size_t most_datagrams_;
    std::size_t most_bytes_;
    Nanoseconds lifetime_;

    std::list<Incomplete> waiting_;  ///< the oldest first
    std::map<Key, Position> by_key_;
    std::size_t bytes_ = 0;  ///< cost of all that wait
    std::vector<std::uint8_t> reassembled_;
    FragmentCounters counters_;
};

}  // namespace pgoscope::net
