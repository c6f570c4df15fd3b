#include "analyzer/capture/record_reader.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <unistd.h>

#include "dissectors/byte_reader.h"

namespace pgoscope::capture {
namespace {

constexpr std::uint32_t microsecond_magic = 0xa1b2c3d4;
constexpr std::uint32_t nanosecond_magic = 0xa1b23c4d;
constexpr std::size_t file_header = 24;
constexpr std::size_t record_header = 16;
/// libpcap's MAXIMUM_SNAPLEN for the link types known here.
constexpr std::uint32_t longest_record = 262'144;

}  // namespace

std::optional<RecordReader> RecordReader::open(int descriptor, std::uint32_t snaplen) {
    std::array<std::uint8_t, 4> bytes{};
    if (::pread(descriptor, bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
        return std::nullopt;
    const auto big = ByteReader(bytes).big_endian<std::uint32_t>();
    const auto little = ByteReader(bytes).little_endian<std::uint32_t>();
    const bool is_little = little == microsecond_magic || little == nanosecond_magic;
    if (!is_little && big != microsecond_magic && big != nanosecond_magic) return std::nullopt;
    const bool nanoseconds = (is_little ? little : big) == nanosecond_magic;
    RecordReader reader(descriptor, snaplen, is_little, nanoseconds);
    reader.offset_ = file_header;
    return reader;
}

bool RecordReader::refill(std::size_t count) {
    const std::size_t left = filled_ - taken_;
    std::memmove(buffer_.data(), buffer_.data() + taken_, left);
    taken_ = 0;
    filled_ = left;
    if (count > buffer_.size()) buffer_.resize(count);
    while (filled_ < count) {
        const auto got = ::pread(descriptor_, buffer_.data() + filled_, buffer_.size() - filled_,
                                 static_cast<off_t>(offset_));
        if (got < 0 && errno == EINTR) continue;
        unreadable_ = got < 0;
        if (got <= 0) return false;
        filled_ += static_cast<std::size_t>(got);
        offset_ += static_cast<std::uint64_t>(got);
    }
    return true;
}

RecordReader::Status RecordReader::next(Packet& packet) {
    if (!have(record_header)) {
        if (unreadable_) return Status::unreadable;
        return filled_ == taken_ ? Status::end : Status::cut;
    }
    ByteReader header(Bytes(buffer_).subspan(taken_, record_header));
    const auto word = [&] {
        return little_endian_ ? header.little_endian<std::uint32_t>()
                              : header.big_endian<std::uint32_t>();
    };
    const PacketTime seconds = word();
    const PacketTime fraction = word();
    const auto captured = word();
    packet.original_length = word();
    if (captured > longest_record) return Status::impossible;
    if (!have(record_header + captured)) return unreadable_ ? Status::unreadable : Status::cut;
    packet.time = seconds * 1'000'000'000 + fraction * (nanoseconds_ ? 1 : 1'000);
    packet.data = Bytes(buffer_).subspan(taken_ + record_header, std::min(captured, snaplen_));
    taken_ += record_header + captured;
    return Status::record;
}

}  // namespace pgoscope::capture
