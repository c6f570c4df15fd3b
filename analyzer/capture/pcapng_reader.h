#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/capture/file_window.h"
#include "analyzer/capture/packet.h"
#include "analyzer/capture/record_status.h"
#include "dissectors/bytes.h"

namespace pgoscope::capture {

/// Reads the packets of a pcapng file (draft-ietf-opsawg-pcapng) from a regular file. libpcap reads
/// pcapng too, but refuses files whose interfaces differ in link type or snaplen, as those of
/// several interfaces and of mergecap do.
///
/// Packets come from enhanced, simple and obsolete packet blocks, each with the link type and the
/// clock of its interface; a simple packet block has no time, so it gets 0. Other blocks are passed
/// over. Any number of sections of either byte order follow each other.
class PcapngReader {
  public:
    /// Nothing when the file does not begin with a section header. `descriptor` stays the caller's;
    /// its position is not used.
    [[nodiscard]] static std::optional<PcapngReader> open(int descriptor);

    /// Fills in time, lengths, link type and data, which is valid until the next call.
    [[nodiscard]] RecordStatus next(Packet& packet);
    /// Why `next` failed, in a few words.
    [[nodiscard]] const std::string& failure() const noexcept { return failure_; }
    /// Offset in the file of what is read next.
    [[nodiscard]] std::uint64_t offset() const noexcept { return window_.offset(); }
    /// Of the interfaces met so far, each once, in their order.
    [[nodiscard]] const std::vector<int>& link_types() const noexcept { return link_types_; }

  private:
    struct Interface {
        int link_type = 0;
        std::uint32_t snaplen = 0;  ///< 0: without bound
        std::uint64_t ticks_per_second = 1'000'000;
        std::int64_t offset_seconds = 0;
    };

    explicit PcapngReader(FileWindow window) : window_(std::move(window)) {}

    // Each is false on failure.
    [[nodiscard]] bool read_block(Packet& packet, bool& is_packet);
    [[nodiscard]] bool learn_byte_order();
    [[nodiscard]] bool pass_over(std::uint32_t length);
    /// A block tells its length at its end as well, so that files can be read backwards.
    [[nodiscard]] bool ends_with_length(Bytes bytes, std::uint32_t length) const;
    [[nodiscard]] bool add_interface(Bytes body);
    [[nodiscard]] bool read_packet(std::uint32_t type, Bytes body, Packet& packet);
    [[nodiscard]] bool fail(std::string_view reason);

    FileWindow window_;
    bool little_endian_ = true;
    std::vector<Interface> interfaces_;  ///< of the section at hand
    std::vector<int> link_types_;
    std::string failure_;
};

}  // namespace pgoscope::capture
