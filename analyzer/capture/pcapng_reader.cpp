#include "analyzer/capture/pcapng_reader.h"

#include <algorithm>
#include <limits>
#include <string_view>

#include "analyzer/capture/packet_stamp.h"
#include "dissectors/byte_reader.h"

namespace pgoscope::capture {
namespace {

namespace block_type {
constexpr std::uint32_t section_header = 0x0a0d0d0a;  // the same in both byte orders
constexpr std::uint32_t interface_description = 1;
constexpr std::uint32_t obsolete_packet = 2;
constexpr std::uint32_t simple_packet = 3;
constexpr std::uint32_t enhanced_packet = 6;
}  // namespace block_type

constexpr std::uint32_t byte_order_magic = 0x1a2b3c4d;
constexpr std::size_t length_word = 4;
constexpr std::size_t block_header = 8;
constexpr std::size_t shortest_block = block_header + length_word;
/// libpcap's as well. A packet with all its options is far shorter.
constexpr std::uint32_t longest_block = 16UL * 1024 * 1024;
constexpr std::size_t most_interfaces = 65'536;
constexpr std::string_view lengths_differ = "a block whose lengths differ";

/// Fields of the byte order of their section.
class Fields {
  public:
    Fields(Bytes bytes, bool little_endian) noexcept
        : reader_(bytes), little_endian_(little_endian) {}

    [[nodiscard]] std::uint16_t u16() noexcept { return take<std::uint16_t>(); }
    [[nodiscard]] std::uint32_t u32() noexcept { return take<std::uint32_t>(); }
    [[nodiscard]] std::uint64_t u64() noexcept { return take<std::uint64_t>(); }
    /// A time stamp: the upper half of the ticks stands first in either byte order.
    [[nodiscard]] std::uint64_t ticks() noexcept {
        const std::uint64_t upper = u32();
        return upper << 32U | u32();
    }
    [[nodiscard]] Bytes bytes(std::uint32_t count) noexcept { return reader_.bytes(count); }
    void skip(std::uint64_t count) noexcept { reader_.skip(count); }
    [[nodiscard]] std::size_t remaining() const noexcept { return reader_.remaining(); }
    [[nodiscard]] bool ok() const noexcept { return reader_.ok(); }

  private:
    template <class T>
    [[nodiscard]] T take() noexcept {
        return little_endian_ ? reader_.little_endian<T>() : reader_.big_endian<T>();
    }

    ByteReader reader_;
    bool little_endian_;
};

/// libpcap's number of a link type where the one of files differs.
int link_type_of(std::uint16_t number) noexcept {
    constexpr int in_files_raw = 101;
    constexpr int raw = 12;
    return number == in_files_raw ? raw : number;
}

/// Of if_tsresol: a negative power of ten, or of two when its upper bit is set. 0 when 64 bits
/// cannot count so finely.
std::uint64_t ticks_per_second(std::uint8_t resolution) noexcept {
    constexpr std::uint8_t power_of_two = 0x80;
    const std::uint32_t exponent = resolution & 0x7fU;
    if ((resolution & power_of_two) != 0) return exponent < 64 ? std::uint64_t{1} << exponent : 0;
    std::uint64_t ticks = 1;
    for (std::uint32_t i = 0; i < exponent; ++i) {
        if (ticks > std::numeric_limits<std::uint64_t>::max() / 10) return 0;
        ticks *= 10;
    }
    return ticks;
}

PacketTime time_of(std::uint64_t ticks, std::uint64_t per_second, std::int64_t offset) noexcept {
    constexpr std::uint64_t second = 1'000'000'000;
    // No clock shows more seconds, so that the sum below fits.
    constexpr std::int64_t most = std::int64_t{1} << 40U;
    const auto seconds =
        static_cast<std::int64_t>(std::min(ticks / per_second, static_cast<std::uint64_t>(most)));
    const auto fraction = ticks % per_second;
    const auto nanoseconds =
        per_second <= second
            ? fraction * second / per_second
            : static_cast<std::uint64_t>(static_cast<long double>(fraction) * second / per_second);
    return packet_stamp(seconds + std::clamp(offset, -most, most),
                        static_cast<std::int64_t>(nanoseconds));
}

}  // namespace

std::optional<PcapngReader> PcapngReader::open(int descriptor) {
    FileWindow window(descriptor, 0);
    if (!window.have(block_header)) return std::nullopt;
    if (ByteReader(window.bytes(block_header)).u32() != block_type::section_header)
        return std::nullopt;
    return PcapngReader(std::move(window));
}

RecordStatus PcapngReader::next(Packet& packet) {
    for (;;) {
        if (!window_.have(block_header) && window_.at_end()) return RecordStatus::end;
        bool is_packet = false;
        if (!read_block(packet, is_packet)) return RecordStatus::failed;
        if (is_packet) return RecordStatus::record;
    }
}

bool PcapngReader::read_block(Packet& packet, bool& is_packet) {
    if (!window_.have(block_header)) return fail(window_.failure());
    const auto type = Fields(window_.bytes(block_header), little_endian_).u32();
    if (type == block_type::section_header && !learn_byte_order()) return false;

    Fields header(window_.bytes(block_header), little_endian_);
    header.skip(length_word);
    const auto length = header.u32();
    if (length < shortest_block || length % 4 != 0) return fail(impossible_length);
    switch (type) {
        case block_type::section_header:
            interfaces_.clear();
            return pass_over(length);
        case block_type::interface_description:
            break;
        case block_type::enhanced_packet:
        case block_type::obsolete_packet:
        case block_type::simple_packet:
            is_packet = true;
            break;
        default:
            return pass_over(length);
    }
    if (length > longest_block) return fail(impossible_length);
    if (!window_.have(length)) return fail(window_.failure());
    const auto block = window_.bytes(length);
    if (!ends_with_length(block, length)) return fail(lengths_differ);
    const auto body = block.subspan(block_header, length - shortest_block);
    window_.skip(length);
    return is_packet ? read_packet(type, body, packet) : add_interface(body);
}

/// Of a section, whose header stands here.
bool PcapngReader::learn_byte_order() {
    constexpr std::size_t with_magic = block_header + length_word;
    if (!window_.have(with_magic)) return fail(window_.failure());
    for (const bool little_endian : {true, false}) {
        Fields header(window_.bytes(with_magic), little_endian);
        header.skip(block_header);
        little_endian_ = little_endian;
        if (header.u32() == byte_order_magic) return true;
    }
    return fail("a section of unknown byte order");
}

bool PcapngReader::pass_over(std::uint32_t length) {
    // What was skipped may lie behind the end of the file; the length at the end of the block not.
    window_.skip(length - length_word);
    if (!window_.have(length_word)) return fail(window_.failure());
    if (!ends_with_length(window_.bytes(length_word), length)) return fail(lengths_differ);
    window_.skip(length_word);
    return true;
}

bool PcapngReader::ends_with_length(Bytes bytes, std::uint32_t length) const {
    return Fields(bytes.last(length_word), little_endian_).u32() == length;
}

bool PcapngReader::add_interface(Bytes body) {
    constexpr std::uint16_t end_of_options = 0;
    constexpr std::uint16_t time_resolution = 9;
    constexpr std::uint16_t time_offset = 14;
    Fields fields(body, little_endian_);
    Interface interface;
    interface.link_type = link_type_of(fields.u16());
    fields.skip(2);
    interface.snaplen = fields.u32();
    if (!fields.ok() || interfaces_.size() == most_interfaces)
        return fail("an impossible description of an interface");
    while (fields.remaining() >= length_word) {
        const auto code = fields.u16();
        const auto length = fields.u16();
        if (code == end_of_options) break;
        const auto value = fields.bytes(length);
        fields.skip((4U - length % 4U) % 4U);
        if (!fields.ok()) return fail("an option of an impossible length");
        if (code == time_resolution && length == 1)
            interface.ticks_per_second = ticks_per_second(value[0]);
        if (code == time_offset && length == 8)
            interface.offset_seconds =
                static_cast<std::int64_t>(Fields(value, little_endian_).u64());
    }
    if (interface.ticks_per_second == 0) return fail("a clock of an impossible resolution");
    interfaces_.push_back(interface);
    if (std::find(link_types_.begin(), link_types_.end(), interface.link_type) == link_types_.end())
        link_types_.push_back(interface.link_type);
    return true;
}

bool PcapngReader::read_packet(std::uint32_t type, Bytes body, Packet& packet) {
    Fields fields(body, little_endian_);
    std::uint32_t number = 0;
    std::uint32_t captured = 0;
    std::optional<std::uint64_t> ticks;
    if (type == block_type::simple_packet) {
        packet.original_length = fields.u32();
        captured = static_cast<std::uint32_t>(
            std::min<std::size_t>(packet.original_length, fields.remaining()));
        if (!interfaces_.empty() && interfaces_.front().snaplen != 0)
            captured = std::min(captured, interfaces_.front().snaplen);
    } else {
        if (type == block_type::enhanced_packet) {
            number = fields.u32();
        } else {
            number = fields.u16();
            fields.skip(2);  // drops
        }
        ticks = fields.ticks();
        captured = fields.u32();
        packet.original_length = fields.u32();
    }
    packet.data = fields.bytes(captured);
    if (!fields.ok() || captured > longest_record) return fail(impossible_length);
    if (number >= interfaces_.size()) return fail("a packet of an unknown interface");
    const auto& interface = interfaces_[number];
    packet.link_type = interface.link_type;
    packet.time = ticks ? time_of(*ticks, interface.ticks_per_second, interface.offset_seconds) : 0;
    return true;
}

bool PcapngReader::fail(std::string_view reason) {
    failure_ = reason;
    return false;
}

}  // namespace pgoscope::capture
