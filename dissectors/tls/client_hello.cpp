#include "dissectors/tls/client_hello.h"

#include "dissectors/byte_reader.h"

namespace pgoscope::dissectors::tls {
namespace {

constexpr std::uint8_t handshake_record = 22;
constexpr std::uint8_t first_record_type = 20;  // change_cipher_spec
constexpr std::uint8_t last_record_type = 23;   // application_data
constexpr std::uint32_t longest_record = 16'384 + 2'048;
constexpr std::uint8_t client_hello = 1;
constexpr std::uint16_t application_layer_protocol_negotiation = 16;

std::uint32_t u24(ByteReader& reader) noexcept {
    const std::uint32_t high = reader.u8();
    return high << 16U | reader.u16();
}

bool names_postgresql(Bytes extension) noexcept {
    ByteReader reader(extension);
    ByteReader names(reader.bytes(reader.u16()));
    while (names.ok() && names.remaining() > 0)
        if (as_text(names.bytes(names.u8())) == "postgresql") return true;
    return false;
}

}  // namespace

bool offers_postgresql(Bytes record) noexcept {
    ByteReader outer(record);
    if (outer.u8() != handshake_record) return false;
    outer.skip(2);
    ByteReader message(outer.bytes(outer.u16()));
    if (message.u8() != client_hello) return false;
    ByteReader hello(message.bytes(u24(message)));
    hello.skip(2 + 32);       // legacy version, random
    hello.skip(hello.u8());   // legacy session id
    hello.skip(hello.u16());  // cipher suites
    hello.skip(hello.u8());   // compression methods
    ByteReader extensions(hello.bytes(hello.u16()));
    while (extensions.ok() && extensions.remaining() > 0) {
        const auto type = extensions.u16();
        const auto body = extensions.bytes(extensions.u16());
        if (type == application_layer_protocol_negotiation) return names_postgresql(body);
    }
    return false;
}

bool looks_like_records(Bytes bytes) noexcept {
    ByteReader reader(bytes);
    unsigned headers = 0;
    while (reader.remaining() >= 5) {
        const auto type = reader.u8();
        const auto major = reader.u8();
        const auto minor = reader.u8();
        const std::uint32_t length = reader.u16();
        if (type < first_record_type || type > last_record_type || major != 3 || minor > 4 ||
            length == 0 || length > longest_record)
            return false;
        ++headers;
        if (length > reader.remaining()) break;
        reader.skip(length);
    }
    return headers > 0;
}

}  // namespace pgoscope::dissectors::tls
