#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/capture/pcapng_reader.h"
#include "analyzer/capture/pipe_stream.h"
#include "analyzer/capture/record_reader.h"
#include "analyzer/capture/result.h"
#include "analyzer/capture/source.h"

struct pcap;  // libpcap's pcap_t

namespace pgoscope::capture {

/// One pcap or pcapng file, or standard input, opened by libpcap and read with nanoseconds whatever
/// the file has. Packets are numbered from 1.
class Savefile final : public Source {
  public:
    /// libpcap reads each record with two calls of fread: a large buffer keeps system calls rare.
    static constexpr std::size_t default_buffer = 256UL * 1024;

    /// `path` may be `-`. The file header is read and checked here.
    [[nodiscard]] static Result<std::unique_ptr<Savefile>> open(
        const std::string& path, std::size_t buffer_bytes = default_buffer);

    [[nodiscard, gnu::hot]] ReadStatus next(Packet& packet) override;
    [[nodiscard]] const std::string& error() const override { return error_; }
    [[nodiscard]] std::vector<SourceInfo> info() const override { return {description()}; }
    void before_waiting(const std::function<void()>& hook) override;
    [[nodiscard]] std::uint64_t bytes_read() const override;
    [[nodiscard]] std::uint64_t bytes_total() const override { return bytes_total_; }

    /// False of pipes and standard input: what was read of them is gone.
    [[nodiscard]] bool can_be_reopened() const noexcept { return reopens_; }
    /// Of the file, or of the first interface in it.
    [[nodiscard]] int link_type() const noexcept { return link_type_; }
    [[nodiscard]] SourceInfo description() const;

  private:
    struct FileCloser {
        void operator()(std::FILE* file) const noexcept { (void)std::fclose(file); }
    };
    struct PcapCloser {
        void operator()(pcap* handle) const noexcept;
    };
    using File = std::unique_ptr<std::FILE, FileCloser>;

    Savefile() = default;

    [[nodiscard, gnu::noinline]] ReadStatus next_of_another_format(Packet& packet);
    /// Counts the packet, or tells the failure.
    [[nodiscard]] ReadStatus deliver(RecordStatus status, Packet& packet,
                                     const std::string& failure);
    [[gnu::cold, gnu::noinline]] ReadStatus break_off(const std::string& failure);

    // One of them reads a regular file that libpcap has opened; libpcap reads the others itself.
    std::optional<RecordReader> records_;
    std::optional<PcapngReader> blocks_;
    /// What the stream reads from, unless it is a file.
    std::unique_ptr<PipeStream> pipe_;
    // The stream uses this buffer until the handle, which owns the stream, is closed.
    std::unique_ptr<char[]> buffer_;
    std::unique_ptr<pcap, PcapCloser> pcap_;
    int link_type_ = 0;
    bool reopens_ = false;
    std::uint64_t bytes_total_ = 0;
    SourceInfo info_;
    std::string error_;
};

}  // namespace pgoscope::capture
