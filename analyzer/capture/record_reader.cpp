#include "analyzer/capture/record_reader.h"

#include <algorithm>

#include "dissectors/byte_reader.h"

namespace pgoscope::capture {
namespace {

constexpr std::uint32_t microsecond_magic = 0xa1b2c3d4;
constexpr std::uint32_t nanosecond_magic = 0xa1b23c4d;
constexpr std::size_t file_header = 24;
constexpr std::size_t record_header = 16;

}  // namespace

std::optional<RecordReader> RecordReader::open(int descriptor, std::uint32_t snaplen) {
    FileWindow window(descriptor, 0);
    if (!window.have(file_header)) return std::nullopt;
    const auto bytes = window.bytes(file_header);
    const auto big = ByteReader(bytes).big_endian<std::uint32_t>();
    const auto little = ByteReader(bytes).little_endian<std::uint32_t>();
    const bool is_little = little == microsecond_magic || little == nanosecond_magic;
    if (!is_little && big != microsecond_magic && big != nanosecond_magic) return std::nullopt;
    const bool nanoseconds = (is_little ? little : big) == nanosecond_magic;
    window.skip(file_header);
    return RecordReader(std::move(window), snaplen, is_little, nanoseconds);
}

RecordStatus RecordReader::fail(std::string_view failure) {
    failure_ = failure;
    return RecordStatus::failed;
}

RecordStatus RecordReader::next(Packet& packet) {
    if (!window_.have(record_header)) {
        return window_.at_end() ? RecordStatus::end : fail(window_.failure());
    }
    ByteReader header(window_.bytes(record_header));
    const auto word = [&] {
        return little_endian_ ? header.little_endian<std::uint32_t>()
                              : header.big_endian<std::uint32_t>();
    };
    const PacketTime seconds = word();
    const PacketTime fraction = word();
    const auto captured = word();
    packet.original_length = word();
    if (captured > longest_record) return fail(impossible_length);
    if (!window_.have(record_header + captured)) return fail(window_.failure());
    packet.time = seconds * 1'000'000'000 + fraction * (nanoseconds_ ? 1 : 1'000);
    packet.data = window_.bytes(record_header + captured)
                      .subspan(record_header, std::min(captured, snaplen_));
    window_.skip(record_header + captured);
    return RecordStatus::record;
}

}  // namespace pgoscope::capture
