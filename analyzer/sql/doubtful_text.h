#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "analyzer/sql/lexer.h"
#include "analyzer/sql/reading.h"
#include "analyzer/sql/token.h"

namespace pgoscope::sql {

/// The parts of a text that are constants in at least one possible reading, where the server's
/// reading is not known.
class DoubtfulText {
  public:
    /// Nothing is doubtful of a `text` whose reading is known.
    void find(std::string_view text, Reading reading);

    /// Begins a text in pieces. Then the other readings are read along with the standard one, in
    /// memory that does not depend on the length of the text.
    void start_pieces(Reading reading);
    /// `text` begins where `standard`, the lexer of the standard reading, has stopped, `offset`
    /// bytes into the SQL, and ends with the latest piece. Returns up to where all readings are
    /// certain: at most so much of it may be given to that lexer. `last`: no more text follows.
    [[nodiscard]] std::size_t look_at(std::string_view text, std::uint64_t offset,
                                      const Lexer& standard, bool last);

    [[nodiscard]] bool any() const noexcept { return differ_; }
    /// Makes constants of the names, numbers and parameters among `tokens` that are doubtful;
    /// keywords stay. Tokens must come in the order of the text, of which the byte at `start` is
    /// `offset` bytes into the SQL.
    void hide(std::span<Token> tokens, const char* start, std::uint64_t offset) noexcept;

  private:
    /// One of the other readings of a text in pieces.
    struct Other {
        Lexer lexer;
        std::uint64_t offset = 0;  ///< in the SQL, of what it has not consumed
    };
    /// Bytes of the SQL that are a constant, `end` not among them.
    struct Constant {
        std::uint64_t begin = 0;
        std::uint64_t end = 0;
    };
    void look_for_differences(std::string_view piece);
    void read(Other& other, std::string_view text, std::uint64_t offset, bool last);
    void note_constant(const char* begin, const char* end, std::string_view text,
                       std::uint64_t offset);
    void put_constants_in_order();

    bool assumed_ = false;
    bool ascii_ = true;       ///< all pieces so far
    bool differ_ = false;     ///< the readings may
    char last_byte_ = '\0';   ///< of the piece before
    std::uint64_t seen_ = 0;  ///< bytes of the pieces so far
    std::vector<Other> others_;
    std::vector<Constant> constants_;  ///< in the order of the text, apart
    std::size_t passed_ = 0;           ///< constants that end before the tokens to come
};

/// The readings that servers may have of `text`: one where it is known. They agree where there is
/// no backslash, and none of bytes from 0x80 up.
[[nodiscard]] std::vector<Reading> possible_readings(std::string_view text, Reading reading);

/// Every constant of `text` that one of the readings that servers may have takes for one; in the
/// order of the text, apart from each other.
[[nodiscard]] std::vector<std::string_view> constants_of_any_reading(std::string_view text);

}  // namespace pgoscope::sql
