#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace pgoscope::sql {

/// `sql` for one line of a screen: runs of white space and control bytes become one space, and what
/// has more than `max` characters is cut to `max` of them, the last an ellipsis. UTF-8 sequences
/// are never cut; bytes that are not UTF-8 stay as they are and count as one character each.
[[nodiscard]] std::string one_line(std::string_view sql, std::size_t max);

}  // namespace pgoscope::sql
