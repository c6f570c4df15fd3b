#include "dissectors/v2/startup.h"

#include <algorithm>

#include "dissectors/v2/dissect.h"
#include "dissectors/v3/body_reader.h"
#include "dissectors/v3/startup.h"

namespace pgoscope::dissectors::v2 {
namespace {

bool is_startup_type(std::uint32_t code) noexcept {
    using namespace startup_type;
    return code == startup || (code >= kerberos_4 && code <= password);
}

/// A field of fixed size, whose text a NUL ends where it is shorter. A packet that ends earlier
/// means zeros: servers from 6.4 on take it so.
std::string_view fixed_text(ByteReader& reader, std::size_t size) noexcept {
    const auto field = as_text(reader.bytes(std::min(size, reader.remaining())));
    return field.substr(0, field.find('\0'));
}

StartupPacket read_startup(ByteReader& reader, Version version, std::uint32_t code) noexcept {
    StartupPacket startup;
    startup.version = version;
    if (version == Version::v0_0) {
        startup.message_type = code;
    } else {
        startup.major = static_cast<std::uint16_t>(code >> 16U);
        startup.minor = static_cast<std::uint16_t>(code & 0xffffU);
    }
    startup.database = fixed_text(reader, 64);
    startup.user = fixed_text(reader, 32);
    startup.options = fixed_text(reader, 64);
    startup.execution_file = fixed_text(reader, 64);
    startup.tty = fixed_text(reader, 64);
    return startup;
}

}  // namespace

std::optional<Version> startup_version(std::uint32_t length, std::uint32_t code) noexcept {
    if (length < v3::shortest_startup_packet || length > v3::longest_startup_packet)
        return std::nullopt;
    const auto major = code >> 16U;
    if (major == 2) return Version::v2_0;
    if (major == 1) return Version::v1_0;
    if (length == full_startup_packet && is_startup_type(code)) return Version::v0_0;
    return std::nullopt;
}

bool is_padded_ssl_request(std::uint32_t length, std::uint32_t code) noexcept {
    return length == full_startup_packet && code == v3::startup_code::ssl_request;
}

Dissection dissect_startup(Body packet) noexcept {
    v3::BodyReader reader(packet);
    const auto length = reader.u32();
    const auto code = reader.u32();
    if (is_padded_ssl_request(length, code))
        return {MessageName::SSLRequest, Malformation::none, 0, v3::SSLRequest{}};
    const auto version = startup_version(length, code);
    reader.require(version.has_value());
    const auto startup = read_startup(reader, version.value_or(Version::v2_0), code);
    const auto name = version ? MessageName::StartupMessage : MessageName::Unknown;
    return {name, reader.verdict(), static_cast<std::uint32_t>(reader.offset()), startup};
}

}  // namespace pgoscope::dissectors::v2
