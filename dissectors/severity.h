#pragma once

#include <string_view>

#include "dissectors/v3/messages.h"

namespace pgoscope::dissectors {

/// Of an error or notice of any version: not translated where the server says it so (field `V`,
/// since 9.6), and as the text begins in protocols before 3.0. Empty when it has none. A view into
/// the fields.
[[nodiscard]] std::string_view severity_of(const v3::ErrorFields& fields) noexcept;

/// FATAL and PANIC: the server closes the connection behind it.
[[nodiscard]] bool ends_session(const v3::ErrorFields& fields) noexcept;

}  // namespace pgoscope::dissectors
