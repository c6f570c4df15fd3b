#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "analyzer/sql/secrets.h"

namespace pgoscope::session {

/// Of a value that a report groups by, such as a parameter of the StartupMessage. It is shown in
/// many places; a connection string that came into one is kept without its password.
inline constexpr std::size_t longest_kept_value = 1024;

[[nodiscard]] inline std::string kept_value(std::string_view value) {
    std::string kept;
    sql::append_without_secrets(kept, value.substr(0, longest_kept_value), sql::TextKind::prose,
                                sql::any_reading);
    return kept;
}

}  // namespace pgoscope::session
