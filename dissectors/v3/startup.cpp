#include "dissectors/v3/startup.h"

#include <algorithm>

#include "dissectors/v3/body_reader.h"

namespace pgoscope::dissectors::v3 {
namespace {

Message decode_cancel(BodyReader& reader) noexcept {
    const auto process_id = reader.u32();
    return CancelRequest{process_id, reader.rest()};
}

/// Name and value pairs up to an empty name, which is the packet's last byte.
List<NameValue> take_parameters(BodyReader& reader) noexcept {
    ByteReader walk(static_cast<const ByteReader&>(reader));
    std::uint32_t count = 0;
    std::size_t end = walk.offset();
    while (!walk.c_string().empty()) {
        (void)walk.c_string();
        if (!walk.ok()) break;
        ++count;
        end = walk.offset();
    }
    const List<NameValue> parameters{count, reader.bytes(end - reader.offset())};
    if (reader.u8() != 0) reader.fail();
    return parameters;
}

Message decode_startup(BodyReader& reader) noexcept {
    return StartupMessage{3, 0, take_parameters(reader)};
}

/// Nothing says how a packet of a later protocol is laid out: what does not look like one of 3 is
/// not malformed.
Message decode_later_startup(BodyReader& reader) noexcept {
    BodyReader as_3(reader);
    const auto startup = decode_startup(as_3);
    const bool fits = as_3.finished();
    (void)reader.rest();
    return fits ? startup : StartupMessage{};
}

}  // namespace

Dissection dissect_startup(Body packet) noexcept {
    constexpr std::size_t head = 8;
    ByteReader reader(packet.bytes);
    reader.skip(4);
    const auto code = reader.u32();
    const Body body{packet.bytes.subspan(std::min(head, packet.bytes.size())), packet.complete};
    switch (code) {
        case startup_code::ssl_request:
            return run(MessageName::SSLRequest, &decode_empty<SSLRequest>, body);
        case startup_code::gssenc_request:
            return run(MessageName::GSSENCRequest, &decode_empty<GSSENCRequest>, body);
        case startup_code::cancel_request:
            return run(MessageName::CancelRequest, &decode_cancel, body);
        default:
            break;
    }
    auto* const decoder = code >> 16U > 3 ? &decode_later_startup : &decode_startup;
    auto dissection = run(MessageName::StartupMessage, decoder, body);
    if (auto* startup = std::get_if<StartupMessage>(&dissection.message)) {
        startup->major = static_cast<std::uint16_t>(code >> 16U);
        startup->minor = static_cast<std::uint16_t>(code & 0xffffU);
    }
    return dissection;
}

std::string_view to_string(Malformation malformation) noexcept {
    switch (malformation) {
        case Malformation::none:
            return "none";
        case Malformation::field_overrun:
            return "field_overrun";
        case Malformation::trailing_bytes:
            return "trailing_bytes";
        case Malformation::invalid_value:
            return "invalid_value";
        case Malformation::unknown_type:
            return "unknown_type";
    }
    return "none";
}

}  // namespace pgoscope::dissectors::v3
