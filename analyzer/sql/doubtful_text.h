#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "analyzer/sql/reading.h"
#include "analyzer/sql/token.h"

namespace pgoscope::sql {

/// The parts of a text that are constants in at least one possible reading, where the server's
/// reading is not known.
class DoubtfulText {
  public:
    /// Nothing is doubtful of a `text` whose reading is known. `text` must live as long as the
    /// tokens that `hide` is given.
    void find(std::string_view text, Reading reading);
    /// Of a text in pieces: all is doubtful from the first piece on in which a backslash stands
    /// before a quote.
    void look_at_piece(std::string_view piece);
    [[nodiscard]] bool any() const noexcept { return all_ || !constants_.empty(); }

    /// Makes constants of the names, numbers and parameters among `tokens` that are doubtful;
    /// keywords stay. Tokens must come in the order of the text.
    void hide(std::span<Token> tokens) noexcept;

  private:
    bool assumed_ = false;
    bool all_ = false;
    char last_byte_ = '\0';                    ///< of the piece before
    std::vector<std::string_view> constants_;  ///< in the order of the text, apart
    std::size_t passed_ = 0;                   ///< constants that end before the tokens to come
};

/// The readings that servers may have of `text`: one where it is known. They agree where there is
/// no backslash, and none of bytes from 0x80 up.
[[nodiscard]] std::vector<Reading> possible_readings(std::string_view text, Reading reading);

/// Every constant of `text` that one of the readings that servers may have takes for one; in the
/// order of the text, apart from each other.
[[nodiscard]] std::vector<std::string_view> constants_of_any_reading(std::string_view text);

}  // namespace pgoscope::sql
