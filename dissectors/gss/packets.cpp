#include "dissectors/gss/packets.h"

#include <algorithm>
#include <string_view>

#include "dissectors/byte_reader.h"

namespace pgoscope::dissectors::gss {
namespace {

constexpr std::uint32_t longest_packet = 65'536;  // in the handshake; its length included
constexpr std::uint32_t length_bytes = 4;

constexpr std::uint8_t initial_token = 0x60;
constexpr std::uint16_t wrap_token = 0x0504;
constexpr std::uint8_t wrap_flags = 0x07;
constexpr std::uint8_t wrap_filler = 0xff;
/// With its tag and length, the OID 1.2.840.113554.1.2.2.
constexpr std::string_view kerberos_oid{"\x06\x09\x2a\x86\x48\x86\xf7\x12\x01\x02\x02"};

bool is_initial_token(Bytes token) noexcept {
    constexpr std::size_t longest_head = 1 + 5;  // the tag, a length of ASN.1
    if (token.empty() || token.front() != initial_token) return false;
    const auto head =
        as_text(token.first(std::min(token.size(), longest_head + kerberos_oid.size())));
    return head.find(kerberos_oid) != std::string_view::npos;
}

bool is_wrap_token(Bytes token) noexcept {
    ByteReader reader(token);
    const auto id = reader.u16();
    const auto flags = reader.u8();
    const auto filler = reader.u8();
    return reader.ok() && id == wrap_token && (flags & ~wrap_flags) == 0 && filler == wrap_filler;
}

}  // namespace

bool looks_like_packets(Bytes bytes) noexcept {
    ByteReader reader(bytes);
    while (reader.remaining() > 0) {
        const auto length = reader.u32();
        if (!reader.ok() || length == 0 || length > longest_packet - length_bytes) return false;
        const auto token = reader.bytes(std::min<std::size_t>(length, reader.remaining()));
        if (!is_initial_token(token) && !is_wrap_token(token)) return false;
    }
    return !bytes.empty();
}

}  // namespace pgoscope::dissectors::gss
