#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "analyzer/capture/file_window.h"
#include "analyzer/capture/packet.h"
#include "analyzer/capture/record_status.h"

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

    /// Fills in time, lengths and data, which is valid until the next call.
    [[nodiscard]] RecordStatus next(Packet& packet);
    /// Why `next` failed, in a few words.
    [[nodiscard]] const std::string& failure() const noexcept { return failure_; }
    /// Offset in the file of what is read next.
    [[nodiscard]] std::uint64_t offset() const noexcept { return window_.offset(); }

  private:
    RecordReader(FileWindow window, std::uint32_t snaplen, bool little_endian, bool nanoseconds)
        : window_(std::move(window)),
          snaplen_(snaplen),
          little_endian_(little_endian),
          nanoseconds_(nanoseconds) {}

    [[gnu::cold, gnu::noinline]] RecordStatus fail(std::string_view failure);

    FileWindow window_;
    std::uint32_t snaplen_;
    bool little_endian_;
    bool nanoseconds_;
    std::string failure_;
};

}  // namespace pgoscope::capture
