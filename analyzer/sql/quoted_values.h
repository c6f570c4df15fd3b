#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/sql/literals.h"
#include "analyzer/sql/text_range.h"

namespace pgoscope::sql {

/// An error or notice of the server, as far as it decides what of its message is a value.
struct ServerMessage {
    std::string_view text;
    std::string_view sqlstate;  ///< empty: from a server before 7.4
    std::string_view routine;   ///< of the server's source; empty where it was not told
    /// What other fields name: schema, table, column, data type, constraint.
    std::span<const std::string_view> names;
};

/// Bytes of a message that are looked at; all behind them counts as value.
inline constexpr std::size_t longest_judged_message = 8192;

/// Which bytes of a message are values of the application: they equal a value of a request, are
/// part of one or have one in them. Names stay: those that the message's fields or its own request
/// tell.
///
/// `own` is the request that the message is about. Where it is not known (null) or not complete,
/// all that the message quotes counts as value, unless its fields name it, and so do its numbers
/// and a word behind its last colon. So does what data exceptions, integrity violations, syntax
/// errors and errors of functions quote, unless it is a name or the type that stands before the
/// value: it may come from a row. All of a text that a function of the application makes is a
/// value. `recent` has the values of the session's requests before.
///
/// The ranges are in order and apart from each other. Takes time linear in the message, within
/// bounds, and in what is known.
[[nodiscard]] std::vector<TextRange> quoted_values(const ServerMessage& message,
                                                   const Literals* own, const Literals& recent);

/// Where `text` has one of `secrets`, in whatever case, or is between quotes a part of one.
[[nodiscard]] std::vector<TextRange> quoted_secrets(std::string_view text,
                                                    std::span<const std::string> secrets);

/// In order, what overlaps or touches made one.
[[nodiscard]] std::vector<TextRange> merged(std::vector<TextRange> ranges);

/// `text` with `redacted` for each of `ranges`, which must be as `merged` makes them; those behind
/// the end of the text are passed over.
[[nodiscard]] std::string without_ranges(std::string_view text, std::span<const TextRange> ranges);

}  // namespace pgoscope::sql
