#include "dissectors/v3/authentication.h"

#include <array>

namespace pgoscope::dissectors::v3 {
namespace {

using enum MessageName;
/// By code, from 0.
constexpr std::array names{
    AuthenticationOk,
    AuthenticationKerberosV4,
    AuthenticationKerberosV5,
    AuthenticationCleartextPassword,
    AuthenticationCryptPassword,
    AuthenticationMD5Password,
    AuthenticationSCMCredential,
    AuthenticationGSS,
    AuthenticationGSSContinue,
    AuthenticationSSPI,
    AuthenticationSASL,
    AuthenticationSASLContinue,
    AuthenticationSASLFinal,
};

/// Mechanism names up to an empty one.
List<Text> take_mechanisms(BodyReader& reader) noexcept {
    ByteReader walk(static_cast<const ByteReader&>(reader));
    std::uint32_t count = 0;
    std::size_t end = walk.offset();
    while (!walk.c_string().empty() && walk.ok()) {
        ++count;
        end = walk.offset();
    }
    const List<Text> mechanisms{count, reader.bytes(end - reader.offset())};
    if (reader.u8() != 0) reader.fail();
    return mechanisms;
}

}  // namespace

MessageName authentication_name(std::uint32_t code) noexcept {
    return code < names.size() ? names[code] : AuthenticationUnknown;
}

Message decode_authentication(BodyReader& reader) noexcept {
    Authentication request;
    request.code = reader.u32();
    switch (authentication_name(request.code)) {
        case AuthenticationCryptPassword:
            request.salt = reader.bytes(2);
            break;
        case AuthenticationMD5Password:
            request.salt = reader.bytes(4);
            break;
        case AuthenticationSASL:
            request.mechanisms = take_mechanisms(reader);
            break;
        case AuthenticationGSSContinue:
        case AuthenticationSASLContinue:
        case AuthenticationSASLFinal:
        case AuthenticationUnknown:
            request.data = reader.rest();
            break;
        default:
            break;
    }
    return request;
}

}  // namespace pgoscope::dissectors::v3
