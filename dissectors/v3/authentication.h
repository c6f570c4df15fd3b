#pragma once

#include "dissectors/v3/body_reader.h"

namespace pgoscope::dissectors::v3 {

/// Body of an `R` message: the code, then what that request carries.
[[nodiscard]] Message decode_authentication(BodyReader& reader) noexcept;

/// `AuthenticationUnknown` for a code that PostgreSQL does not define.
[[nodiscard]] MessageName authentication_name(std::uint32_t code) noexcept;

}  // namespace pgoscope::dissectors::v3
