#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "analyzer/sql/doubtful_text.h"
#include "analyzer/sql/lexer.h"
#include "analyzer/sql/reading.h"
#include "analyzer/sql/statement_writer.h"

namespace pgoscope::sql {

struct NormalisedStatement {
    /// Until the next call on the normalizer; empty: no more statements.
    std::string_view text;
    std::uint64_t fingerprint = 0;  ///< of all of its normalized text
    bool truncated = false;  ///< The SQL was cut inside of this statement; `text` ends in `...`.
    bool whole = true;       ///< false: `text` is the beginning of a longer one
    std::uint64_t end = 0;   ///< Offset in the SQL behind it, its semicolon included.
};

/// Brings SQL into the one form that all statements have that differ only in constants, comments,
/// white space and the case of unquoted names; as pg_stat_statements does, from the text alone.
///
///   SELECT * FROM t WHERE id IN (1, 2)  AND name='x' -- by hand
///   select * from t where id in ($1, ...) and name = $2
///
/// - Constants become `$n`, numbered after the highest parameter. A minus before a number belongs
///   to it where the server's grammar takes it in; NULL, TRUE and FALSE are constants where they
///   are values. Positions (ORDER BY 1, GROUP BY 2) and type modifiers are no constants.
/// - Utility statements too lose their constants, and with them every password.
/// - IN lists and ARRAY constructors of like items become `($1, ...)` whatever their count; VALUES
///   of several like rows become `($1, $2), ...`. Parameters behind such a list are renumbered.
/// - Where the reading is assumed, names and numbers that another one would take for a part of a
///   constant become constants.
/// - Normalized text normalizes to itself.
///
/// Any bytes will do, a text may be cut anywhere, and come in pieces. Memory is reused and bounded,
/// whatever the length of a text and of its statements.
class Normaliser {
  public:
    /// Begins `sql`, which must live until its last statement was taken. `truncated`: its end is
    /// missing.
    void start(std::string_view sql, bool truncated = false, Reading reading = {});

    /// Begins a text that comes in pieces, of which there is none yet.
    void start_pieces(Reading reading = {});
    /// The next piece, of which nothing is looked at behind this call. All statements before it
    /// must have been taken.
    void add(std::string_view piece);
    /// No more pieces follow. What is left of the text can be taken now.
    void finish(bool truncated);

    /// The next statement that is not empty; of pieces, the next that has ended. Statements end at
    /// a `;` outside of parentheses and of BEGIN ATOMIC ... END bodies.
    [[nodiscard]] NormalisedStatement next();

  private:
    /// Tokens that are looked at behind the one that is written.
    static constexpr std::size_t tokens_ahead = 2;
    static constexpr std::size_t tokens_at_once = 256;

    void begin(Lexer lexer, bool truncated);
    void write_tokens();
    [[nodiscard]] std::size_t decided_tokens() const noexcept;
    [[nodiscard]] std::string_view not_consumed() const noexcept;
    [[nodiscard]] bool read_tokens();
    [[nodiscard]] NormalisedStatement end_statement(const char* end);

    Lexer lexer_;
    DoubtfulText doubtful_;
    StatementWriter writer_;
    std::array<Token, tokens_at_once + tokens_ahead> tokens_;
    std::size_t at_ = 0;     ///< index of the token to be written next
    std::size_t count_ = 0;  ///< of tokens read
    bool all_read_ = false;  ///< behind them, `end` follows
    bool truncated_ = false;
    bool begun_ = false;  ///< the writer has not finished its statement

    const char* text_begin_ = nullptr;  ///< of the piece at hand, or the whole text
    const char* text_end_ = nullptr;
    std::uint64_t text_offset_ = 0;  ///< of its first byte in the SQL
    /// Tokens whose meaning the next piece decides, then what was not consumed of the pieces
    /// before, then the last piece.
    std::string pieces_;
};

}  // namespace pgoscope::sql
