#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/capture/bpf_filter.h"
#include "analyzer/capture/result.h"
#include "analyzer/capture/source.h"

namespace pgoscope::capture {

/// Which packets of a source are wanted. What is empty asks for nothing.
struct PacketConditions {
    std::string bpf{};                  ///< expression of pcap-filter(7)
    std::optional<PacketTime> since{};  ///< from this time on
    std::optional<PacketTime> until{};  ///< up to and without this time

    [[nodiscard]] bool any() const noexcept { return !bpf.empty() || since || until; }
};

/// Another source without the packets nobody asked for. Numbers stay those of the whole capture,
/// and it is always read to its end: packets may be out of order by time.
class FilteredSource final : public Source {
  public:
    /// Fails on a bad expression, before any packet is read. Of a file whose interfaces have
    /// several link types only the first is known then; `next` fails where it makes no sense for
    /// another.
    [[nodiscard]] static Result<std::unique_ptr<FilteredSource>> open(
        std::unique_ptr<Source> source, const PacketConditions& conditions);

    [[nodiscard]] ReadStatus next(Packet& packet) override;
    [[nodiscard]] const std::string& error() const override {
        return error_.empty() ? source_->error() : error_;
    }
    [[nodiscard]] std::vector<SourceInfo> info() const override { return source_->info(); }
    void before_waiting(const std::function<void()>& hook) override {
        source_->before_waiting(hook);
    }
    [[nodiscard]] std::uint64_t bytes_read() const override { return source_->bytes_read(); }
    [[nodiscard]] std::uint64_t bytes_total() const override { return source_->bytes_total(); }

    /// Packets left out so far.
    [[nodiscard]] std::uint64_t filtered_out() const noexcept { return filtered_out_; }

  private:
    FilteredSource() = default;
    [[nodiscard]] bool wanted(const Packet& packet) const noexcept;

    std::unique_ptr<Source> source_;
    std::optional<BpfFilter> bpf_;
    std::optional<PacketTime> since_;
    std::optional<PacketTime> until_;
    std::uint64_t filtered_out_ = 0;
    std::string error_;
};

}  // namespace pgoscope::capture
