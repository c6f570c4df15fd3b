// From captured frames to TCP segments. Input: a byte that picks the link type, then frames, each
// after two bytes of its length, so that fragments meet in one decoder.

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <numeric>

#include "analyzer/net/decoder.h"
#include "dissectors/byte_reader.h"

namespace {

using pgoscope::net::Outcome;

constexpr std::array link_types{1, 113, 276, 0, 108, 101, 228, 229, 9};

void require(bool holds) {
    if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    pgoscope::Limits limits;
    limits.fragmented_datagrams = 8;
    limits.fragment_bytes = 4096;
    pgoscope::net::Decoder decoder(limits);

    pgoscope::ByteReader input({data, size});
    pgoscope::capture::Packet packet;
    packet.link_type = link_types[input.u8() % link_types.size()];
    while (input.ok() && input.remaining() > 0) {
        const auto length = input.u16();
        packet.data = length <= input.remaining() ? input.bytes(length) : input.rest();
        packet.original_length = length;  // more than the data: cut by the snaplen
        packet.time += 1'000'000'000;
        ++packet.number;

        pgoscope::net::Segment segment;
        if (decoder.decode(packet, segment) != Outcome::segment) continue;
        require(segment.payload.size() <= segment.wire_length);
        // Every byte of the payload can be read.
        [[maybe_unused]] volatile unsigned sum = 0;
        sum = std::accumulate(segment.payload.begin(), segment.payload.end(), 0U);
    }
    const auto counters = decoder.counters();
    require(std::accumulate(counters.packets.begin(), counters.packets.end(), std::uint64_t{0}) ==
            packet.number);
    return 0;
}
