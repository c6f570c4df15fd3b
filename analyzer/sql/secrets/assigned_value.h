#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace pgoscope::sql {

/// A value as connection strings, JSON, headers, logs and SQL in strings give it to a name.
struct AssignedValue {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::size_t resume = 0;  ///< where to go on reading: behind its closing quote
    bool open = false;       ///< the text ends before it does, or a place is filled elsewhere
    bool call = false;       ///< it looks like an expression, whose constants count as well
};

/// A name as it stands in the text.
struct NamePlace {
    std::size_t begin = 0;
    std::size_t end = 0;  ///< behind its quote, if it has some
    bool quoted = false;
    bool password = false;  ///< needs no sign before the value
};

/// The value of a name that a sign follows (`=`, `:=`, `=>`, `:`, `>` of XML), or, of a password,
/// quotes. Where quotes may mean two things, the longer value is the answer. Nothing where no value
/// follows, for `null`, and for a parameter `$1`.
[[nodiscard]] std::optional<AssignedValue> assigned_value(std::string_view text, NamePlace name);

/// A value in quotes that begins with the quotes at `position`.
[[nodiscard]] AssignedValue quoted_value(std::string_view text, std::size_t position);

}  // namespace pgoscope::sql
