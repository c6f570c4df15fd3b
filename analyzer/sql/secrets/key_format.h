#pragma once

#include <cstddef>
#include <string_view>

namespace pgoscope::sql {

/// Bytes of the key of a known format (secret_names.h) that starts at `position`; 0 = none does.
[[nodiscard]] std::size_t key_length(std::string_view text, std::size_t position) noexcept;

}  // namespace pgoscope::sql
