#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "analyzer/sql/byte_block.h"
#include "analyzer/sql/keyword.h"
#include "analyzer/sql/list_fold.h"
#include "analyzer/sql/placeholders.h"
#include "analyzer/sql/routine_body.h"
#include "analyzer/sql/secret_watch.h"
#include "analyzer/sql/spacing.h"
#include "analyzer/sql/spilled_text.h"
#include "analyzer/sql/text_buffer.h"
#include "analyzer/sql/token.h"
#include "analyzer/sql/token_trace.h"

namespace pgoscope::sql {

/// Writes the normal form of one statement, token by token; normaliser.h says what that is. Memory
/// is reused and bounded, whatever is written.
class StatementWriter {
  public:
    StatementWriter() = default;
    StatementWriter(const StatementWriter&) = delete;
    StatementWriter& operator=(const StatementWriter&) = delete;
    ~StatementWriter() = default;

    /// Normalized text up to this size is kept while it is written. Of what is longer, the
    /// beginning is kept to be shown, no more lists are folded in it, and its fingerprint is that
    /// of the text without the numbers of its placeholders.
    static constexpr std::size_t longest_kept = std::size_t{256} * 1024;

    void begin();

    /// Writes the tokens from `token` up to `end`, or up to the semicolon that ends the statement:
    /// one outside of parentheses and of BEGIN ATOMIC ... END bodies. Returns where it stopped.
    /// What a token means depends on those behind it: one must be there behind each, and two behind
    /// an operator that a number follows, TokenKind::end where the text ends. The bytes up to
    /// `readable` can be read from each of their texts.
    [[nodiscard]] const Token* write(const Token* token, const Token* end, const char* readable);
    /// Writes a constant in place of a token.
    void write_constant();

    [[nodiscard]] bool empty() const noexcept { return before_ == Glyph::start; }
    /// The end of the SQL is missing inside of this statement.
    void cut_off();

    struct Written {
        std::string_view text;  ///< until `begin`
        std::uint64_t fingerprint = 0;
        bool whole = true;  ///< false: `text` is the beginning of a longer one
    };
    [[nodiscard]] Written finish();

  private:
    /// One level of parentheses or brackets.
    struct Frame {
        bool query = false;           ///< A SELECT stands directly in it.
        bool positions = false;       ///< Bare integers are ordinals: ORDER BY 1, GROUP BY 1.
        bool type_modifiers = false;  ///< Numbers are part of a type: numeric(10, 2), int[3].
        bool cast = false;            ///< Of CAST(x AS type).
        bool extract = false;         ///< Of EXTRACT(field FROM x).
        bool operator_name = false;   ///< Of OPERATOR(schema.+).
        bool array = false;           ///< Of ARRAY[...], at any depth.
        bool folds_items = false;     ///< Its items go through `list`.
        bool folds_rows = false;      ///< Rows of VALUES are being read, through `list`.
        bool row = false;             ///< A row of VALUES in the frame around it.
        ListFold list;
    };
    /// Deeper levels share the last frame, and nothing is folded in them.
    static constexpr std::size_t deepest_frame = 63;

    [[gnu::always_inline]] inline std::size_t write_token(const Token* tokens, const char* readable,
                                                          TokenMark& mark);
    [[nodiscard]] std::size_t write_word(const Token* tokens, const char* readable,
                                         TokenMark& mark);
    void write_name(const Token& token, std::size_t space);
    [[nodiscard]] std::size_t write_keyword(const Token* tokens, const KeywordTraits& traits,
                                            std::size_t space, const char* readable,
                                            TokenMark& mark);
    [[nodiscard]] bool hides(const Token& token, Keyword keyword) noexcept;
    void write_quoted_name(const Token& token, const char* readable, TokenMark& mark);
    void write_number(const Token* tokens, const char* readable);
    void write_parameter(const Token& token);
    [[nodiscard]] std::size_t write_operator(const Token* tokens, const char* readable);
    void write_dot(TokenMark& mark);
    void write_comma(const Token* tokens);
    void write_ellipsis(const Token* tokens);
    [[nodiscard]] std::size_t write_uescape(const Token* tokens, const char* readable);
    void open(const Token& token);
    void begin_row(Frame& around, std::size_t opening);
    void close(const Token* tokens, TokenMark& mark);
    void spill();

    [[gnu::always_inline]] inline void put(Glyph glyph, const Token& token, const char* readable);
    [[gnu::always_inline]] inline void put(Glyph glyph, char byte);
    void enter_keyword(const KeywordTraits& traits, const Token& ahead, TokenMark& mark);
    [[nodiscard]] bool is_constant(Keyword keyword) const noexcept;
    [[nodiscard]] bool is_position(const Token* tokens) const noexcept;
    [[nodiscard]] bool takes_in_sign(const Token* tokens) const noexcept;
    [[nodiscard]] bool after_operand() const noexcept;
    void enter_depth(std::size_t depth) noexcept {
        depth_ = depth;
        frame_ = &frames_[depth < deepest_frame ? depth : deepest_frame];
    }
    [[nodiscard]] Frame& frame() noexcept { return *frame_; }
    [[nodiscard]] const Frame& frame() const noexcept { return *frame_; }

    TextBuffer skeleton_{longest_kept};  ///< The statement with bare `$` signs.
    TextBuffer text_;
    Placeholders placeholders_;
    SpilledText spilled_;
    std::array<Frame, deepest_frame + 1> frames_;
    std::size_t depth_ = 0;
    Frame* frame_ = frames_.data();  ///< at that depth

    Glyph before_ = Glyph::start;
    TokenTrace trace_;

    std::size_t words_ = 0;            ///< Of the statement so far.
    Keyword command_ = Keyword::none;  ///< Its first word,
    Keyword object_ = Keyword::none;   ///< and its second.
    RoutineBody body_;
    SecretWatch secrets_;
};

/// The space that may stand before a token is written always and kept where it is wanted, since the
/// processor would often guess wrong.
inline void StatementWriter::put(Glyph glyph, const Token& token, const char* readable) {
    char* const written = skeleton_.room(token.length + 1);
    const std::size_t space = apart(before_, glyph) ? 1 : 0;
    *written = ' ';
    copy_short(token.start, token.length, static_cast<std::size_t>(readable - token.start),
               written + space);
    skeleton_.commit(space + token.length);
    before_ = glyph;
}

inline void StatementWriter::put(Glyph glyph, char byte) {
    char* const written = skeleton_.room(2);
    const std::size_t space = apart(before_, glyph) ? 1 : 0;
    written[0] = ' ';
    written[space] = byte;
    skeleton_.commit(space + 1);
    before_ = glyph;
}

}  // namespace pgoscope::sql
