#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "analyzer/capture/result.h"
#include "analyzer/capture/savefile.h"
#include "analyzer/capture/source.h"

namespace pgoscope::capture {

/// Savefiles as one capture, such as the parts of a rotated one: ordered by the time of their first
/// packet, packet numbers running on from file to file. One file is open at a time, besides pipes.
/// A file that breaks off does not stop those after it: `failed` comes last, after every packet
/// that could be read.
class FileSequence final : public Source {
  public:
    /// Every file must open and have a good header. `paths` is not empty and has `-` at most once.
    [[nodiscard]] static Result<std::unique_ptr<FileSequence>> open(
        const std::vector<std::string>& paths);

    [[nodiscard, gnu::hot]] ReadStatus next(Packet& packet) override;
    [[nodiscard]] const std::string& error() const override { return error_; }
    [[nodiscard]] std::vector<SourceInfo> info() const override;
    void before_waiting(const std::function<void()>& hook) override;
    [[nodiscard]] std::uint64_t bytes_read() const override;
    [[nodiscard]] std::uint64_t bytes_total() const override;

  private:
    struct Part {
        SourceInfo info;
        int link_type = 0;
        std::uint64_t size = 0;  ///< 0 when not known
        PacketTime first_time = 0;
        /// Open while being read; also before, when it cannot be reopened.
        std::unique_ptr<Savefile> file;
        /// Already taken from `file` to learn its time, still to be delivered.
        Packet first;
        bool first_waits = false;
    };

    FileSequence() = default;
    [[nodiscard]] static Result<Part> inspect(const std::string& path, bool alone);
    /// Makes the current part readable; false when it no longer is what it was.
    [[nodiscard]] bool reopen(Part& part);
    /// The first packet of the current part, or of the first behind it that has any. Apart from
    /// `next`, which is called for every packet.
    [[nodiscard, gnu::noinline]] ReadStatus next_part(Packet& packet);
    /// The current part has no more packets.
    [[gnu::cold, gnu::noinline]] void end_part(ReadStatus status);
    void remember(const std::string& sentence);

    std::vector<Part> parts_;
    std::size_t current_ = 0;
    Savefile* reading_ = nullptr;  ///< the current part, once a packet of it was delivered
    std::uint64_t packets_ = 0;
    std::uint64_t finished_bytes_ = 0;
    std::uint64_t failures_ = 0;
    std::string error_;
};

}  // namespace pgoscope::capture
