#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/capture/interface.h"
#include "analyzer/capture/packet_merger.h"
#include "analyzer/capture/pause.h"
#include "analyzer/capture/result.h"
#include "analyzer/capture/source.h"

namespace pgoscope::capture {

/// Network interfaces as one capture that does not end by itself. `idle` comes as soon as nothing
/// more is there, and again whenever 50 ms bring nothing.
///
/// Packets of several interfaces come in the order of their times. For that they are held for some
/// 25 ms, with as many bytes of an interface as its ring has; beyond that they stay in the ring,
/// and what the kernel then has to drop is counted as ever. Those of one interface are not held.
class LiveSource final : public Source {
  public:
    struct Options {
        InterfaceOptions interface {};
        std::uint64_t most_packets = 0;  ///< ends after them; 0: never
    };

    /// Every interface must open. `names` is not empty.
    [[nodiscard]] static Result<std::unique_ptr<LiveSource>> open(
        const std::vector<std::string>& names, const Options& options);

    /// `failed` only when no interface is left.
    [[nodiscard]] ReadStatus next(Packet& packet) override;
    /// Waits once more for what passed before the newest packet that is held.
    void finish() override;
    /// Of the interfaces that are gone; others go on without them.
    [[nodiscard]] const std::string& error() const override { return error_; }
    [[nodiscard]] std::vector<SourceInfo> info() const override;
    [[nodiscard]] std::uint64_t bytes_read() const override { return bytes_; }
    [[nodiscard]] std::uint64_t bytes_total() const override { return 0; }

    /// Of all interfaces; nothing when they differ.
    [[nodiscard]] std::optional<int> link_type() const;
    /// The largest of an interface.
    [[nodiscard]] std::uint32_t snaplen() const;

  private:
    LiveSource(std::vector<std::unique_ptr<Interface>> interfaces, std::unique_ptr<Pause> pause,
               const Options& options);

    /// False when no packet may be delivered.
    [[nodiscard]] bool take(Packet& packet) noexcept;
    /// One round of the merger.
    void fetch();
    void fetch(std::size_t interface);
    /// Until there is something to fetch. False when a signal broke it off.
    [[nodiscard]] bool wait() const;
    [[nodiscard]] bool alone() const noexcept { return interfaces_.size() == 1; }

    std::vector<std::unique_ptr<Interface>> interfaces_;
    std::size_t open_;  ///< of them
    std::uint64_t most_packets_;
    std::size_t most_held_bytes_;  ///< of an interface
    PacketMerger merger_;
    std::unique_ptr<Pause> between_rounds_;  ///< of several interfaces
    bool finished_ = false;
    std::uint64_t packets_ = 0;
    std::uint64_t bytes_ = 0;
    bool said_idle_ = false;  ///< since the last packet
    std::string error_;
};

}  // namespace pgoscope::capture
