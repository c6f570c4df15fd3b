#pragma once

#include <cstdint>
#include <string_view>

#include "dissectors/v2/form.h"
#include "dissectors/v2/messages.h"
#include "dissectors/v2/state.h"
#include "dissectors/v3/dissect.h"

namespace pgoscope::dissectors::v2 {

using v3::Body;
using v3::Malformation;

/// A message taken apart. Its name is that of 3.0 where it means the same. Fields beyond the kept
/// part of an incomplete message are empty; that alone is not a malformation.
struct Dissection {
    MessageName name = MessageName::Unknown;
    Malformation malformation = Malformation::none;
    std::uint32_t offset = 0;  ///< of the first byte in the message that does not fit, if malformed
    Message message;
};

/// `message` is all of a message that a MessageScanner cut, type byte or length word included;
/// `form` and `state` are those with which it was cut.
[[nodiscard]] Dissection dissect(const State& state, Form form, Body message) noexcept;

/// `packet` is the first packet of a connection, its length word included.
[[nodiscard]] Dissection dissect_startup(Body packet) noexcept;

/// Clients of 1.0 find the end of an answer by asking for the answer to a blank query behind it:
/// such a Query is no query of the user.
[[nodiscard]] constexpr bool is_end_probe(Version version, std::string_view query) noexcept {
    return version != Version::v2_0 && query == " ";
}

}  // namespace pgoscope::dissectors::v2
