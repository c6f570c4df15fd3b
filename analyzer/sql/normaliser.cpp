#include "analyzer/sql/normaliser.h"

#include <algorithm>
#include <charconv>

#include "analyzer/sql/byte_class.h"
#include "analyzer/sql/word_fold.h"

namespace pgoscope::sql {
namespace {

bool equals_folded(std::string_view text, std::string_view lower_case) {
    return std::equal(text.begin(), text.end(), lower_case.begin(), lower_case.end(),
                      [](char left, char right) { return fold(left) == right; });
}

bool is_integer(std::string_view number) {
    return std::all_of(number.begin(), number.end(),
                       [](char byte) { return is(byte, digit_byte); });
}

}  // namespace

void Normaliser::start(std::string_view sql, bool truncated) noexcept {
    lexer_ = Lexer(sql);
    sql_begin_ = sql.data();
    sql_end_ = sql.data() + sql.size();
    truncated_ = truncated;
    token_ = {};
    ahead_ = lexer_.next();
}

NormalisedStatement Normaliser::next() {
    do {
        start_statement();
        for (;;) {
            advance();
            if (token_.kind == TokenKind::end) break;
            if (token_.kind == TokenKind::semicolon && depth_ == 0 && body_depth_ == 0) break;
            write();
        }
    } while (skeleton_.size() == 0 && token_.kind != TokenKind::end);

    const bool cut = truncated_ && token_.kind == TokenKind::end && skeleton_.size() != 0;
    if (cut) {
        fold_cut_list();
        skeleton_.append(" ...");
    }
    placeholders_.render(skeleton_.view(), text_);
    const auto* end = token_.kind == TokenKind::end ? sql_end_ : token_.start + token_.length;
    return {text_.view(), cut, static_cast<std::size_t>(end - sql_begin_)};
}

void Normaliser::start_statement() {
    skeleton_.clear();
    text_.clear();
    placeholders_.clear();
    depth_ = 0;
    frames_[0] = Frame();
    frames_[0].query = true;
    before_ = Glyph::start;
    word_ = previous_ = earlier_ = command_ = Keyword::none;
    word_modified_type_ = previous_modified_type_ = false;
    type_ = previous_type_ = TypeName::none;
    words_ = 0;
    routine_ = false;
    body_depth_ = 0;
}

void Normaliser::advance() noexcept {
    token_ = ahead_;
    ahead_ = lexer_.next();
}

void Normaliser::write() {
    earlier_ = previous_;
    previous_ = word_;
    word_ = Keyword::none;
    previous_modified_type_ = word_modified_type_;
    word_modified_type_ = false;
    previous_type_ = type_;
    type_ = TypeName::none;

    switch (token_.kind) {
        case TokenKind::identifier:
            return write_word();
        case TokenKind::quoted_identifier:
            if (previous_type_ == TypeName::expected) type_ = TypeName::complete;
            return put(Glyph::name);
        case TokenKind::string:
            return write_literal();
        case TokenKind::number:
            return write_number();
        case TokenKind::parameter:
            return write_parameter();
        case TokenKind::op:
            return write_operator();
        case TokenKind::cast:
            type_ = TypeName::expected;
            return put(Glyph::cast);
        case TokenKind::dot:
            if (previous_type_ == TypeName::complete) type_ = TypeName::expected;
            return put(Glyph::dot);
        case TokenKind::comma:
            return write_comma();
        case TokenKind::semicolon:
            return put(Glyph::comma);
        case TokenKind::colon:
            return put(Glyph::colon);
        case TokenKind::open_paren:
        case TokenKind::open_bracket:
            return open();
        case TokenKind::close_paren:
        case TokenKind::close_bracket:
            return close();
        case TokenKind::ellipsis:
            return write_ellipsis();
        case TokenKind::other:
        case TokenKind::end:
            return put(Glyph::other);
    }
}

void Normaliser::separate(Glyph glyph) {
    if (apart(before_, glyph)) skeleton_.push(' ');
    before_ = glyph;
}

void Normaliser::put(Glyph glyph) {
    separate(glyph);
    skeleton_.append(token_.text());
}

// --- Words --------------------------------------------------------------------------------------

void Normaliser::write_word() {
    const bool qualified = before_ == Glyph::dot;
    const bool field = frame().extract && before_ == Glyph::open_paren;
    const std::string_view word = token_.text();
    const auto readable = static_cast<std::size_t>(sql_end_ - token_.start);

    const std::size_t space = apart(before_, Glyph::name) ? 1 : 0;
    char* const written = skeleton_.room(word.size() + 1);
    written[0] = ' ';
    const std::uint64_t first_bytes = fold_word(word, readable, written + space);
    const KeywordTraits& traits = qualified
                                      ? keyword_traits({}, 0)
                                      : keyword_traits({written + space, word.size()}, first_bytes);
    // Nothing was committed yet: the constant is written over the word.
    if (field || is_constant(traits.keyword)) return write_literal();

    skeleton_.commit(space + word.size());
    before_ = traits.before_operand ? Glyph::leader : Glyph::name;
    if (previous_type_ == TypeName::expected) type_ = TypeName::complete;
    ++words_;
    if (words_ == 1) command_ = traits.keyword;
    if (!traits.name.empty()) enter_keyword(traits);
}

void Normaliser::enter_keyword(const KeywordTraits& traits) {
    word_ = traits.keyword;
    word_modified_type_ = traits.modified_type;

    Frame& around = frame();
    if (traits.before_operand) {
        around.positions = traits.keyword == Keyword::by && around.query &&
                           (previous_ == Keyword::order || previous_ == Keyword::group);
    }
    switch (traits.keyword) {
        case Keyword::select:
            around.query = true;
            [[fallthrough]];
        case Keyword::with:
        case Keyword::values:
        case Keyword::table:
            // A sub-query is no list: nothing but its parenthesis stands before it.
            if (around.folds_items && !around.list.has_head()) around.folds_items = false;
            break;
        case Keyword::as:
            if (around.cast) type_ = TypeName::expected;
            break;
        default:
            break;
    }
    track_routine_body(traits.keyword);
}

/// A body in SQL-standard form holds semicolons; it is left at the END that pairs with its BEGIN.
void Normaliser::track_routine_body(Keyword keyword) {
    constexpr std::size_t words_of_create_or_replace_function = 4;
    if (keyword == Keyword::function || keyword == Keyword::procedure) {
        if (command_ == Keyword::create && words_ <= words_of_create_or_replace_function) {
            routine_ = true;
        }
    } else if (body_depth_ == 0) {
        if (keyword == Keyword::begin && routine_ && equals_folded(ahead_.text(), "atomic")) {
            body_depth_ = 1;
        }
    } else if (keyword == Keyword::case_) {
        ++body_depth_;
    } else if (keyword == Keyword::end) {
        --body_depth_;
    }
}

/// NULL, TRUE, FALSE where they are values, and the ALL of LIMIT ALL, which is a null to the
/// server.
bool Normaliser::is_constant(Keyword keyword) const noexcept {
    switch (keyword) {
        case Keyword::null: {
            // DEFAULT NULL and NULL constraints, NULL 'x' of COPY: not worth telling apart.
            const bool part_of_definition = command_ == Keyword::create ||
                                            command_ == Keyword::alter || command_ == Keyword::copy;
            return !part_of_definition && previous_ != Keyword::is && previous_ != Keyword::not_ &&
                   previous_ != Keyword::as;
        }
        case Keyword::true_:
        case Keyword::false_: {
            const bool tested =
                previous_ == Keyword::is || (previous_ == Keyword::not_ && earlier_ == Keyword::is);
            return !tested && previous_ != Keyword::as;
        }
        case Keyword::all:
            return previous_ == Keyword::limit;
        default:
            return false;
    }
}

// --- Constants and operators --------------------------------------------------------------------

void Normaliser::write_literal() {
    separate(Glyph::literal);
    placeholders_.add_constant(skeleton_.size());
    skeleton_.push('$');
}

void Normaliser::write_parameter() {
    std::uint32_t number = 0;
    const auto digits = token_.text().substr(1);
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (parsed.ec != std::errc() || number > Placeholders::highest_parameter) {
        return write_literal();
    }
    separate(Glyph::literal);
    placeholders_.add_parameter(skeleton_.size(), number);
    skeleton_.push('$');
}

void Normaliser::write_number() {
    if (!frame().type_modifiers && !is_position()) return write_literal();
    separate(Glyph::number);
    for (const char byte : token_.text())
        skeleton_.push(fold(byte));
}

/// An integer that is a whole item of ORDER BY, GROUP BY or DISTINCT ON names a column.
bool Normaliser::is_position() const noexcept {
    if (!frame().positions || !is_integer(token_.text())) return false;
    const bool starts_item =
        previous_ == Keyword::by || before_ == Glyph::comma || before_ == Glyph::open_paren;
    switch (ahead_.kind) {
        case TokenKind::comma:
        case TokenKind::close_paren:
        case TokenKind::identifier:  // desc, limit
        case TokenKind::semicolon:
        case TokenKind::ellipsis:
        case TokenKind::end:
            return starts_item;
        default:
            return false;
    }
}

bool Normaliser::after_operand() const noexcept {
    return before_ == Glyph::name || before_ == Glyph::literal || before_ == Glyph::number ||
           before_ == Glyph::close;
}

/// The minus of `-5` is part of the constant, but that of `-5::int` and `-5[1]` is not: casts and
/// subscripts bind tighter.
bool Normaliser::takes_in_sign() const noexcept {
    if (ahead_.kind != TokenKind::number || frame().type_modifiers) return false;
    Lexer behind_number = lexer_;
    const TokenKind kind = behind_number.next().kind;
    return kind != TokenKind::cast && kind != TokenKind::open_bracket;
}

void Normaliser::write_operator() {
    const bool minus = token_.text() == "-";
    if (after_operand() || (!minus && token_.text() != "+")) return put(Glyph::op);
    if (minus && takes_in_sign()) {
        advance();
        return write_literal();
    }
    put(Glyph::sign);
}

// --- Lists --------------------------------------------------------------------------------------

void Normaliser::write_comma() {
    Frame& around = frame();
    if (around.folds_items) {
        around.list.end_item(skeleton_, placeholders_);
    } else if (around.folds_rows) {
        around.folds_rows = ahead_.kind == TokenKind::open_paren ||
                            ahead_.kind == TokenKind::ellipsis || ahead_.kind == TokenKind::end;
    }
    put(Glyph::comma);
    // A space will stand between the comma and the item.
    if (around.folds_items) around.list.start_item(skeleton_.size() + 1, placeholders_);
}

/// In a list that was folded before, the mark takes its place again.
void Normaliser::write_ellipsis() {
    Frame& around = frame();
    const bool in_list = around.folds_items || around.folds_rows;
    if (!in_list || before_ != Glyph::comma || !around.list.has_head()) {
        around.folds_rows = false;
        return put(Glyph::ellipsis);
    }
    around.list.fold_tail(skeleton_, placeholders_);
    before_ = Glyph::ellipsis;
    around.folds_rows = around.folds_rows && ahead_.kind == TokenKind::comma;
}

void Normaliser::open() {
    Frame& around = frame();
    const bool paren = token_.kind == TokenKind::open_paren;
    const bool after_comma = before_ == Glyph::comma;
    put(paren ? Glyph::open_paren : Glyph::open_bracket);

    const std::size_t inside = skeleton_.size();
    const std::size_t opening = inside - 1;
    ++depth_;
    Frame& inner = frame();
    inner = Frame();
    if (depth_ >= deepest_frame) return;

    inner.type_modifiers =
        previous_type_ == TypeName::complete || (paren && previous_modified_type_);
    if (paren) {
        inner.cast = previous_ == Keyword::cast;
        inner.extract = previous_ == Keyword::extract;
        inner.operator_name = previous_ == Keyword::operator_;
        inner.positions = previous_ == Keyword::on && earlier_ == Keyword::distinct;
        inner.folds_items = previous_ == Keyword::in;
        inner.row = previous_ == Keyword::values || (around.folds_rows && after_comma);
    } else {
        inner.array = previous_ == Keyword::array || around.array;
        inner.folds_items = inner.array;
    }
    if (inner.folds_items) inner.list.start(ListFold::Mark::always, inside, placeholders_);
    if (!inner.row) return;

    if (previous_ == Keyword::values) {
        around.folds_rows = true;
        around.list.start(ListFold::Mark::when_repeated, opening, placeholders_);
    } else {
        around.list.start_item(opening, placeholders_);
    }
}

void Normaliser::close() {
    if (depth_ == 0) return put(Glyph::close);

    Frame& inner = frame();
    if (inner.folds_items) inner.list.end_item(skeleton_, placeholders_);
    put(Glyph::close);
    const bool row = inner.row;
    if (inner.type_modifiers) type_ = TypeName::complete;
    if (inner.operator_name) before_ = Glyph::op;
    --depth_;
    if (!row) return;

    Frame& around = frame();
    if (around.list.end_item(skeleton_, placeholders_)) before_ = Glyph::ellipsis;
    around.folds_rows = ahead_.kind == TokenKind::comma;
}

/// Where the text was cut in a list, the part behind the mark depends on the place of the cut; it
/// goes, so that all long lists that were cut are one statement.
void Normaliser::fold_cut_list() {
    const std::size_t deepest = std::min(depth_, deepest_frame - 1);
    for (std::size_t depth = 0; depth <= deepest; ++depth) {
        Frame& around = frames_[depth];
        const bool in_row = depth < deepest && frames_[depth + 1].row;
        const bool folds =
            around.folds_items || (around.folds_rows && (in_row || before_ == Glyph::comma));
        if (folds && around.list.has_head()) {
            return around.list.fold_tail(skeleton_, placeholders_);
        }
    }
}

}  // namespace pgoscope::sql
