#pragma once

#include <cstddef>
#include <string_view>

#include "analyzer/sql/reading.h"
#include "analyzer/sql/secrets/excerpt.h"
#include "analyzer/sql/token.h"

namespace pgoscope::sql {

/// A string constant or quoted name taken apart; views of its token.
struct StringConstant {
    std::string_view opening;  ///< `'`, `E'`, `$tag$`, `"`
    std::string_view inner;    ///< with the quotes and line breaks between its parts, if several
    std::string_view closing;  ///< with the UESCAPE clause; empty where the text ends before it
    char quote = '\0';  ///< a doubled one is one inside; NUL for dollar quotes, which double none
    bool backslash_escapes = false;
    bool unicode_escapes = false;
    char unicode_escape = '\\';

    [[nodiscard]] bool in_dollars() const noexcept { return quote == '\0'; }
};

/// `closed` is false where the text ends before the token does.
[[nodiscard]] StringConstant take_apart(const Token& token, Reading reading, bool closed) noexcept;

/// Appends the value of the constant: escapes and doubled quotes are decoded, its parts joined.
/// `begin` is where its `inner` begins in `excerpt`.
void append_decoded(Excerpt& out, const StringConstant& constant, TrailBytes trail_bytes,
                    const Excerpt& excerpt, std::size_t begin);

}  // namespace pgoscope::sql
