#pragma once

#include <cstdint>

#include "dissectors/message_name.h"
#include "dissectors/v3/messages.h"

namespace pgoscope::dissectors::v3 {

/// What of a message is at hand: type byte and body without the length word.
struct Body {
    Bytes bytes;
    /// All of it; otherwise its end was too long to keep or is missing from the capture.
    bool complete = true;
};

enum class Malformation : std::uint8_t {
    none,
    field_overrun,   ///< a field or a list reaches beyond the message
    trailing_bytes,  ///< bytes are left after the last field
    invalid_value,   ///< a field has a value that the protocol does not know
    unknown_type,    ///< no message has this type byte in this direction
};
[[nodiscard]] std::string_view to_string(Malformation malformation) noexcept;

/// A message taken apart. Fields beyond the kept part of an incomplete body are empty; that alone
/// is not a malformation.
struct Dissection {
    MessageName name = MessageName::Unknown;
    Malformation malformation = Malformation::none;
    std::uint32_t offset = 0;  ///< of the first byte in the body that does not fit, if malformed
    Message message;
};

/// What the last Authentication request asked for, which tells the `p` messages apart.
enum class PasswordFamily : std::uint8_t {
    unknown,  ///< the request was not seen: judged by content
    password,
    gss,
    sasl_initial,
    sasl,
};
/// The family that answers an Authentication request of this code.
[[nodiscard]] PasswordFamily password_family(std::uint32_t authentication_code) noexcept;

[[nodiscard]] Dissection dissect_frontend(char tag, Body body,
                                          PasswordFamily family = PasswordFamily::unknown) noexcept;
[[nodiscard]] Dissection dissect_backend(char tag, Body body) noexcept;
/// `packet` is an untyped first packet, its length word included.
[[nodiscard]] Dissection dissect_startup(Body packet) noexcept;
/// Text of an old-style error, after its `E` and up to its NUL.
[[nodiscard]] Dissection dissect_old_style_error(Bytes text) noexcept;

}  // namespace pgoscope::dissectors::v3
