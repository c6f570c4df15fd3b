#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/capture/interface.h"
#include "analyzer/capture/result.h"
#include "analyzer/capture/source.h"

namespace pgoscope::capture {

/// Network interfaces as one capture that does not end by itself. `idle` comes as soon as nothing
/// more is there, and again whenever 50 ms bring nothing. Packets of several interfaces are put in
/// the order of their times as far as they arrive together.
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
    LiveSource() = default;
    /// False when no interface has a packet.
    [[nodiscard]] bool take(Packet& packet) noexcept;
    void fetch();
    void wait() const;

    std::vector<std::unique_ptr<Interface>> interfaces_;
    std::size_t open_ = 0;  ///< of them
    std::uint64_t most_packets_ = 0;
    std::uint64_t packets_ = 0;
    std::uint64_t bytes_ = 0;
    bool said_idle_ = false;  ///< since the last packet
    std::string error_;
};

}  // namespace pgoscope::capture
