#pragma once

#include <string_view>

namespace pgoscope::sql {

/// Whether PostgreSQL has a data type of that name, as its messages write it.
[[nodiscard]] bool is_type_name(std::string_view name) noexcept;

}  // namespace pgoscope::sql
