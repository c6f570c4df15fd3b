#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "analyzer/capture/packet.h"

namespace pgoscope::capture {

/// Reads the records of a classic pcap file (draft-ietf-opsawg-pcap) from a regular file, in large
/// pieces and without copying each record. libpcap, which opened the file and knows its header,
/// spends half of the time of a whole analysis on two calls of fread and a copy for each packet; it
/// still reads whatever is no such file.
class RecordReader {
  public:
    /// Nothing when the file is not classic pcap of micro- or nanoseconds. `descriptor` stays the
    /// caller's; its position is not used. `snaplen` cuts longer records, as libpcap does.
    [[nodiscard]] static std::optional<RecordReader> open(int descriptor, std::uint32_t snaplen);

    enum class Status : std::uint8_t {
        record,
        end,
        cut,         ///< the file ends inside a record
        impossible,  ///< a record of an impossible length
        unreadable,  ///< errno tells
    };
    /// Fills in time, lengths and data, which is valid until the next call.
    [[nodiscard]] Status next(Packet& packet);
    /// Offset in the file of what is read next.
    [[nodiscard]] std::uint64_t offset() const noexcept { return offset_ - (filled_ - taken_); }

  private:
    static constexpr std::size_t buffer_bytes = 64UL * 1024;

    RecordReader(int descriptor, std::uint32_t snaplen, bool little_endian, bool nanoseconds)
        : buffer_(buffer_bytes),
          descriptor_(descriptor),
          snaplen_(snaplen),
          little_endian_(little_endian),
          nanoseconds_(nanoseconds) {}

    /// Makes `count` bytes available in the buffer, unless the file ends before.
    [[nodiscard]] bool have(std::size_t count) {
        return filled_ - taken_ >= count || refill(count);
    }
    [[nodiscard]] bool refill(std::size_t count);

    std::vector<std::uint8_t> buffer_;
    std::size_t taken_ = 0;
    std::size_t filled_ = 0;
    std::uint64_t offset_ = 0;  ///< in the file, of the end of what is in the buffer
    int descriptor_;
    std::uint32_t snaplen_;
    bool little_endian_;
    bool nanoseconds_;
    bool unreadable_ = false;
};

}  // namespace pgoscope::capture
