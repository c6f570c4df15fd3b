#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <unistd.h>

#include "dissectors/bytes.h"

/// Capture files written byte by byte.
namespace captures {

struct Format {
    bool big_endian = false;
    bool nanoseconds = false;
    std::uint32_t link_type = 1;
    std::uint32_t snaplen = 262144;
};

/// Fixed-size integers in the byte order of the file.
class Writer {
  public:
    explicit Writer(bool big_endian = false) : big_endian_(big_endian) {}

    void put(std::uint64_t value, std::size_t width) {
        for (std::size_t i = 0; i < width; ++i) {
            const std::size_t shift = 8 * (big_endian_ ? width - 1 - i : i);
            bytes_.push_back(static_cast<std::uint8_t>(value >> shift));
        }
    }
    void put(pgoscope::Bytes bytes) { bytes_.insert(bytes_.end(), bytes.begin(), bytes.end()); }
    void pad(std::size_t multiple) {
        while (bytes_.size() % multiple != 0)
            bytes_.push_back(0);
    }
    [[nodiscard]] const std::vector<std::uint8_t>& bytes() const { return bytes_; }

  private:
    bool big_endian_;
    std::vector<std::uint8_t> bytes_;
};

/// Classic pcap.
class Pcap {
  public:
    explicit Pcap(const Format& format = {}) : format_(format), out_(format.big_endian) {
        out_.put(format.nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4, 4);
        out_.put(2, 2);
        out_.put(4, 2);
        out_.put(0, 8);  // time zone, accuracy
        out_.put(format.snaplen, 4);
        out_.put(format.link_type, 4);
    }
    /// `time` in nanoseconds; `original` 0 is the length of the data.
    Pcap& packet(std::int64_t time, pgoscope::Bytes data, std::uint32_t original = 0) {
        const std::int64_t unit = format_.nanoseconds ? 1 : 1000;
        out_.put(static_cast<std::uint64_t>(time / 1'000'000'000), 4);
        out_.put(static_cast<std::uint64_t>(time % 1'000'000'000 / unit), 4);
        out_.put(data.size(), 4);
        out_.put(original != 0 ? original : data.size(), 4);
        out_.put(data);
        return *this;
    }
    [[nodiscard]] const std::vector<std::uint8_t>& bytes() const { return out_.bytes(); }

  private:
    Format format_;
    Writer out_;
};

/// pcapng, block by block.
class PcapNg {
  public:
    struct Clock {
        std::uint8_t resolution = 9;  ///< if_tsresol
        std::int64_t offset = 0;      ///< if_tsoffset, seconds
    };

    explicit PcapNg(bool big_endian = false) { section(big_endian); }

    PcapNg& section(bool big_endian) {
        big_endian_ = big_endian;
        auto body = writer();
        body.put(0x1a2b3c4d, 4);
        body.put(1, 2);
        body.put(0, 2);
        body.put(~std::uint64_t{0}, 8);
        return block(0x0a0d0d0a, body);
    }
    PcapNg& interface(std::uint16_t link_type, std::uint32_t snaplen = 262144) {
        return interface(link_type, snaplen, Clock{});
    }
    PcapNg& interface(std::uint16_t link_type, std::uint32_t snaplen, const Clock& clock) {
        auto body = writer();
        body.put(link_type, 2);
        body.put(0, 2);
        body.put(snaplen, 4);
        body.put(9, 2);
        body.put(1, 2);
        body.put(pgoscope::Bytes(&clock.resolution, 1));
        body.pad(4);
        body.put(14, 2);
        body.put(8, 2);
        body.put(static_cast<std::uint64_t>(clock.offset), 8);
        body.put(0, 4);
        return block(1, body);
    }
    PcapNg& packet(std::uint32_t interface_id, std::uint64_t ticks, pgoscope::Bytes data) {
        auto body = writer();
        body.put(interface_id, 4);
        put_packet(body, ticks, data);
        return block(6, body);
    }
    PcapNg& obsolete_packet(std::uint16_t interface_id, std::uint64_t ticks, pgoscope::Bytes data) {
        auto body = writer();
        body.put(interface_id, 2);
        body.put(0xffff, 2);  // drops are not known
        put_packet(body, ticks, data);
        return block(2, body);
    }
    /// Without its padding `data` may be longer than what is captured of the packet.
    PcapNg& simple_packet(std::uint32_t original_length, pgoscope::Bytes data) {
        auto body = writer();
        body.put(original_length, 4);
        body.put(data);
        body.pad(4);
        return block(3, body);
    }
    PcapNg& block(std::uint32_t type, pgoscope::Bytes content) {
        auto body = writer();
        body.put(content);
        body.pad(4);
        return block(type, body);
    }
    [[nodiscard]] const std::vector<std::uint8_t>& bytes() const { return out_; }

  private:
    [[nodiscard]] Writer writer() const { return Writer(big_endian_); }

    static void put_packet(Writer& body, std::uint64_t ticks, pgoscope::Bytes data) {
        body.put(ticks >> 32U, 4);
        body.put(ticks & 0xffffffffU, 4);
        body.put(data.size(), 4);
        body.put(data.size(), 4);
        body.put(data);
        body.pad(4);
    }
    PcapNg& block(std::uint32_t type, const Writer& body) {
        auto whole = writer();
        whole.put(type, 4);
        whole.put(body.bytes().size() + 12, 4);
        whole.put(body.bytes());
        whole.put(body.bytes().size() + 12, 4);
        out_.insert(out_.end(), whole.bytes().begin(), whole.bytes().end());
        return *this;
    }

    bool big_endian_ = false;
    std::vector<std::uint8_t> out_;
};

/// A directory that goes away with its files.
class TemporaryDirectory {
  public:
    TemporaryDirectory() {
        auto name = (std::filesystem::temp_directory_path() / "pgoscope-XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr) std::abort();
        path_ = name;
    }
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
    ~TemporaryDirectory() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    [[nodiscard]] std::string file(const std::string& name) const { return path_ / name; }
    /// The path of the file.
    std::string write(const std::string& name, pgoscope::Bytes bytes) const {
        std::ofstream out(file(name), std::ios::binary);
        const auto content = pgoscope::as_text(bytes);
        out.write(content.data(), static_cast<std::streamsize>(content.size()));
        return file(name);
    }

  private:
    std::filesystem::path path_;
};

}  // namespace captures
