#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/capture/packet.h"
#include "analyzer/capture/result.h"

namespace pgoscope::capture {

struct PacketFileOptions {
    std::string path;
    /// A file is full when one more packet would pass this size, or is later than its first by
    /// this time; 0: never.
    std::uint64_t most_bytes = 0;
    Nanoseconds most_time = 0;
    /// How many full files of this run are kept beside the one that is written; 0: all.
    std::uint32_t keep = 0;

    [[nodiscard]] bool rotates() const noexcept { return most_bytes != 0 || most_time != 0; }
};

/// What became of the packets that were given to a packet file, once it was flushed.
struct PacketFileState {
    std::uint64_t packets = 0;  ///< in files, in full ones that were removed since as well
    std::uint64_t bytes = 0;    ///< of these files
    /// Why no more is written, such as `No space left on device`; empty while it is.
    std::string error;
    PacketTime missing_since = 0;  ///< the first packet that is in no file; with `error`
};

/// Packets as they were captured, in a pcap file with nanoseconds (draft-ietf-opsawg-pcap), mode
/// 0600. The file that is written bears the name as it was given. A full one is put aside as
/// `NAME-000001.pcap`, `NAME-000002.pcap` and so on, going on behind those that are there and never
/// over another file; after 999999 come numbers that are free. What an earlier run left under the
/// name is put aside as well. The oldest of those that this run filled are removed, no others:
/// whose they are, their names do not tell.
///
/// Packets are buffered: `flush()` when there is time. When a file cannot be written any more, as
/// on a full disk, what it has of whole packets stays, nothing more is written, and `state()` says
/// so. So it does once somebody else removed the file, whose packets are not counted then.
class PacketFile {
  public:
    [[nodiscard]] static Result<std::unique_ptr<PacketFile>> create(
        const PacketFileOptions& options, int link_type, std::uint32_t snaplen);
    ~PacketFile();
    PacketFile(const PacketFile&) = delete;
    PacketFile& operator=(const PacketFile&) = delete;

    void write(const Packet& packet);
    void flush();
    /// After the last packet: some file systems tell of a full disk only here.
    void close();

    [[nodiscard]] const PacketFileState& state() const noexcept { return state_; }
    [[nodiscard]] const std::string& path() const noexcept { return options_.path; }

  private:
    explicit PacketFile(PacketFileOptions options) : options_(std::move(options)) {}

    /// Finds the highest number of the full files that are there.
    void look_around();
    void open();
    /// As `last_number_`, which is the next free one then.
    void put_aside();
    /// After this run's file of `last_number_` was put aside.
    void remove_oldest();
    /// Stops when the file has none any more.
    void look_for_name();
    [[nodiscard]] std::string full_file(std::uint64_t number) const;
    [[nodiscard]] bool is_full_for(const Packet& packet) const noexcept;
    void append(std::uint32_t word);
    [[nodiscard]] bool stopped() const noexcept { return !state_.error.empty(); }
    struct Whole {
        std::uint64_t packets = 0;
        std::size_t bytes = 0;  ///< with the header of the file
    };
    /// What the first `size` bytes of the buffer hold of whole packets.
    [[nodiscard]] Whole whole_packets(std::size_t size) const noexcept;
    /// Of the packet at this place of the buffer; the latest one's when it is not there.
    [[nodiscard]] PacketTime time_at(std::size_t place) const noexcept;
    /// For good, after so much of the buffer was written.
    void stop(int error_number, std::size_t got_written = 0);

    PacketFileOptions options_;
    std::vector<std::uint8_t> header_;  ///< of each file
    int descriptor_ = -1;
    std::vector<std::uint8_t> buffer_;  ///< whole packets
    std::uint64_t buffered_ = 0;        ///< how many
    std::uint64_t written_ = 0;         ///< bytes of this file, without the buffer
    PacketTime first_time_ = 0;         ///< in this file
    PacketTime latest_time_ = 0;
    bool has_packets_ = false;
    bool can_be_removed_ = false;           ///< a regular file with a name
    std::uint64_t last_number_ = 0;         ///< of a full file, this run's or another's
    std::deque<std::uint64_t> full_files_;  ///< numbers of those that this run filled, oldest first
    PacketFileState state_;
    PacketFileState before_this_file_;
};

}  // namespace pgoscope::capture
