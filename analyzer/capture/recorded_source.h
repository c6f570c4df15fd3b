#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/capture/live_source.h"
#include "analyzer/capture/packet_file.h"
#include "analyzer/capture/source.h"

namespace pgoscope::capture {

/// Interfaces whose packets are written to a file as they pass, once there is one.
class RecordedSource final : public Source {
  public:
    /// One link type is all a file can have: `live` must have no more.
    explicit RecordedSource(std::unique_ptr<LiveSource> live)
        : link_type_(live->link_type().value()),
          snaplen_(live->snaplen()),
          source_(std::move(live)) {}

    /// Begins to write; a sentence for a person when that is not possible, empty otherwise.
    [[nodiscard]] std::string record(const PacketFileOptions& options) {
        auto created = PacketFile::create(options, link_type_, snaplen_);
        if (!created.ok()) return created.error();
        file_ = std::move(created.value());
        return {};
    }
    void flush() {
        if (file_ != nullptr) file_->flush();
    }
    void end_recording() {
        if (file_ != nullptr) file_->close();
    }
    /// Null before it began.
    [[nodiscard]] const PacketFile* file() const noexcept { return file_.get(); }

    [[nodiscard]] ReadStatus next(Packet& packet) override {
        const auto status = source_->next(packet);
        if (status == ReadStatus::packet && file_ != nullptr) file_->write(packet);
        return status;
    }
    void finish() override { source_->finish(); }
    [[nodiscard]] const std::string& error() const override { return source_->error(); }
    [[nodiscard]] std::vector<SourceInfo> info() const override { return source_->info(); }
    [[nodiscard]] std::uint64_t bytes_read() const override { return source_->bytes_read(); }
    [[nodiscard]] std::uint64_t bytes_total() const override { return source_->bytes_total(); }

  private:
    int link_type_;
    std::uint32_t snaplen_;
    std::unique_ptr<Source> source_;
    std::unique_ptr<PacketFile> file_;
};

}  // namespace pgoscope::capture
