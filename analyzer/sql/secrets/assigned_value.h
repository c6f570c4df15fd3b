#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace pgoscope::sql {

/// The value of a name in a connection string, JSON, a header, a log, or SQL inside a string.
struct AssignedValue {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::size_t resume = 0;  ///< where reading goes on: behind the closing quote, if it has one
    bool open = false;  ///< the text ends before the value does, or format() fills it in elsewhere
    bool call = false;  ///< it looks like a function call: the constants in it are secret as well
};

/// A name as it stands in the text.
struct NamePlace {
    std::size_t begin = 0;
    std::size_t end = 0;  ///< behind its closing quote, if it has one
    bool quoted = false;
    bool password = false;  ///< its value may follow without a sign such as `=`
};

/// The value that is assigned to a name by a sign behind it (`=`, `:=`, `=>`, `:`, `>` of XML). A
/// password may also be followed by a value in quotes without a sign. Where the quotes can be read
/// in two ways, returns the longer value. Returns nothing where no value follows, for `null` and
/// its like, and for a parameter such as `$1`.
[[nodiscard]] std::optional<AssignedValue> assigned_value(std::string_view text, NamePlace name);

/// The value in quotes whose opening quote, with the backslashes before it, is at `position`.
[[nodiscard]] AssignedValue quoted_value(std::string_view text, std::size_t position);

}  // namespace pgoscope::sql
