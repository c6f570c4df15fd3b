#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "analyzer/sql/keyword.h"
#include "analyzer/sql/lexer.h"
#include "analyzer/sql/list_fold.h"
#include "analyzer/sql/placeholders.h"
#include "analyzer/sql/spacing.h"
#include "analyzer/sql/text_buffer.h"

namespace pgoscope::sql {

struct NormalisedStatement {
    std::string_view text;   ///< Until the next call on the normaliser; empty: no more statements.
    bool truncated = false;  ///< The SQL was cut inside of this statement; `text` ends in `...`.
    std::size_t end = 0;     ///< Offset in the SQL behind it, its semicolon included.
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
/// of
///   several like rows become `($1, $2), ...`. Parameters behind such a list are renumbered.
/// - Normalised text normalises to itself.
///
/// Any bytes will do, a text may be cut anywhere. Memory is reused; allocation stops once the
/// longest statement was seen.
class Normaliser {
  public:
    /// Begins `sql`, which must live until its last statement was taken. `truncated`: its end is
    /// missing.
    void start(std::string_view sql, bool truncated = false) noexcept;

    /// The next statement that is not empty. Statements end at a `;` outside of parentheses and of
    /// BEGIN ATOMIC ... END bodies.
    [[nodiscard]] NormalisedStatement next();

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
    /// How far a type name behind `::` or AS has come.
    enum class TypeName : std::uint8_t { none, expected, complete };

    /// Deeper levels share the last frame, and nothing is folded in them.
    static constexpr std::size_t deepest_frame = 63;

    void start_statement();
    void advance() noexcept;
    void write();
    void write_word();
    void write_number();
    void write_parameter();
    void write_literal();
    void write_operator();
    void write_comma();
    void write_ellipsis();
    void open();
    void close();
    void fold_cut_list();

    void put(Glyph glyph);
    void separate(Glyph glyph);
    void enter_keyword(const KeywordTraits& traits);
    void track_routine_body(Keyword keyword);
    [[nodiscard]] bool is_constant(Keyword keyword) const noexcept;
    [[nodiscard]] bool is_position() const noexcept;
    [[nodiscard]] bool takes_in_sign() const noexcept;
    [[nodiscard]] bool after_operand() const noexcept;
    [[nodiscard]] Frame& frame() noexcept {
        return frames_[depth_ < deepest_frame ? depth_ : deepest_frame];
    }
    [[nodiscard]] const Frame& frame() const noexcept {
        return frames_[depth_ < deepest_frame ? depth_ : deepest_frame];
    }

    Lexer lexer_;
    const char* sql_begin_ = nullptr;
    const char* sql_end_ = nullptr;
    Token token_;
    Token ahead_;
    bool truncated_ = false;

    TextBuffer skeleton_;  ///< The statement with bare `$` signs.
    TextBuffer text_;
    Placeholders placeholders_;
    std::array<Frame, deepest_frame + 1> frames_;
    std::size_t depth_ = 0;

    Glyph before_ = Glyph::start;
    Keyword word_ = Keyword::none;      ///< The token being written.
    Keyword previous_ = Keyword::none;  ///< The token before it,
    Keyword earlier_ = Keyword::none;   ///< and the one before that.
    bool word_modified_type_ = false;
    bool previous_modified_type_ = false;
    TypeName type_ = TypeName::none;
    TypeName previous_type_ = TypeName::none;

    std::size_t words_ = 0;            ///< Of the statement so far.
    Keyword command_ = Keyword::none;  ///< Its first word.
    bool routine_ = false;             ///< CREATE FUNCTION or PROCEDURE.
    std::size_t body_depth_ = 0;       ///< BEGIN ATOMIC and CASE not yet ended.
};

}  // namespace pgoscope::sql
