#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/capture/packet_file.h"
#include "analyzer/capture/source.h"

namespace pgoscope::capture {

/// Another source whose packets are written to a file as they pass.
class RecordedSource final : public Source {
  public:
    RecordedSource(std::unique_ptr<Source> source, std::unique_ptr<PacketFile> file)
        : source_(std::move(source)), file_(std::move(file)) {}

    [[nodiscard]] ReadStatus next(Packet& packet) override {
        const auto status = source_->next(packet);
        if (status == ReadStatus::packet)
            file_->write(packet);
        else
            file_->flush();
        return status;
    }
    [[nodiscard]] const std::string& error() const override { return source_->error(); }
    [[nodiscard]] std::vector<SourceInfo> info() const override { return source_->info(); }
    [[nodiscard]] std::uint64_t bytes_read() const override { return source_->bytes_read(); }
    [[nodiscard]] std::uint64_t bytes_total() const override { return source_->bytes_total(); }

    [[nodiscard]] PacketFile& file() noexcept { return *file_; }
    [[nodiscard]] const PacketFile& file() const noexcept { return *file_; }

  private:
    std::unique_ptr<Source> source_;
    std::unique_ptr<PacketFile> file_;
};

}  // namespace pgoscope::capture
