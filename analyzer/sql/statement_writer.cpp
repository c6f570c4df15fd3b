#include "analyzer/sql/statement_writer.h"

#include <algorithm>
#include <charconv>

#include "analyzer/sql/byte_block.h"
#include "analyzer/sql/byte_class.h"
#include "analyzer/sql/fingerprint.h"
#include "analyzer/sql/secrets/secret_names.h"

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

std::size_t readable_bytes(const Token& token, const char* readable) {
    return static_cast<std::size_t>(readable - token.start);
}

}  // namespace

/// Room for `count` bytes behind the space that may stand before them. The space is written always
/// and kept where it is wanted, since the processor would often guess wrong.
inline char* StatementWriter::room(Glyph glyph, std::size_t count) {
    char* const written = skeleton_.room(count + 1);
    *written = ' ';
    const std::size_t space = apart(before_, glyph) ? 1 : 0;
    skeleton_.commit(space);
    before_ = glyph;
    return written + space;
}

inline void StatementWriter::put(Glyph glyph, const Token& token, const char* readable) {
    copy_short(token.start, token.length, readable_bytes(token, readable),
               room(glyph, token.length));
    skeleton_.commit(token.length);
}

inline void StatementWriter::put(Glyph glyph, char byte) {
    *room(glyph, 1) = byte;
    skeleton_.commit(1);
}

void StatementWriter::begin() {
    skeleton_.clear();
    text_.clear();
    placeholders_.clear();
    spilled_.clear();
    enter_depth(0);
    frames_[0] = Frame();
    frames_[0].query = true;
    before_ = Glyph::start;
    trace_.clear();
    words_ = 0;
    command_ = object_ = Keyword::none;
    routine_ = false;
    sets_ = false;
    secret_ = Secret::no;
    body_depth_ = 0;
}

// --- Words --------------------------------------------------------------------------------------

inline std::size_t StatementWriter::write_word(const Token* tokens, const char* readable,
                                               TokenMark& mark) {
    const Token& token = tokens[0];
    const std::size_t size = token.length;
    const std::size_t space = apart(before_, Glyph::name) ? 1 : 0;
    char* const written = skeleton_.room(size + 1);
    written[0] = ' ';
    const std::uint64_t first_bytes =
        fold_word(token.start, size, readable_bytes(token, readable), written + space);
    ++words_;
    if (before_ == Glyph::dot) {
        // A qualified name is no keyword.
        if (may_set()) [[unlikely]]
            watch_for_secret(Keyword::none, {written, size});
        skeleton_.commit(size);
        before_ = Glyph::name;
        mark.set(TokenMark::type_complete, trace_.previous_is(TokenMark::type_expected));
        return 1;
    }
    const KeywordTraits& traits = may_be_keyword(size, first_bytes)
                                      ? keyword_traits({written + space, size}, first_bytes)
                                      : no_keyword;
    // Nothing was committed yet: a constant is written over the word.
    const bool field = before_ == Glyph::open_paren && frame().extract;
    if (field || is_constant(traits.keyword) ||
        (traits.keyword != Keyword::null && is_secret(token))) {
        --words_;
        write_constant();
        return 1;
    }
    if (traits.keyword == Keyword::uescape && tokens[1].kind == TokenKind::string &&
        (trace_.previous_is(TokenMark::unicode_constant) ||
         trace_.previous_is(TokenMark::unicode_name))) {
        return write_uescape(tokens, readable);
    }

    skeleton_.commit(space + size);
    before_ = traits.before_operand ? Glyph::leader : Glyph::name;
    mark.set(TokenMark::type_complete, trace_.previous_is(TokenMark::type_expected));
    if (words_ <= 2) (words_ == 1 ? command_ : object_) = traits.keyword;
    if (may_set()) [[unlikely]]
        watch_for_secret(traits.keyword, {written + space, size});
    if (!traits.name.empty()) enter_keyword(traits, tokens[1], mark);
    return 1;
}

void StatementWriter::write_quoted_name(const Token& token, const char* readable, TokenMark& mark) {
    if (is_secret(token)) return write_constant();
    mark.set(TokenMark::unicode_name, token.start[0] != '"');
    mark.set(TokenMark::type_complete, trace_.previous_is(TokenMark::type_expected));
    put(Glyph::name, token, readable);
}

/// The clause belongs to the constant or the name before it.
std::size_t StatementWriter::write_uescape(const Token* tokens, const char* readable) {
    if (trace_.previous_is(TokenMark::unicode_name)) {
        put(Glyph::name, tokens[0], readable);
        put(Glyph::name, tokens[1], readable);
    }
    return 2;
}

void StatementWriter::enter_keyword(const KeywordTraits& traits, const Token& ahead,
                                    TokenMark& mark) {
    mark.set(traits.keyword);
    mark.set(TokenMark::modified_type, traits.modified_type);

    Frame& around = frame();
    if (traits.before_operand) {
        around.positions =
            traits.keyword == Keyword::by && around.query &&
            (trace_.previous() == Keyword::order || trace_.previous() == Keyword::group);
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
            if (around.cast) mark.set(TokenMark::type_expected);
            break;
        default:
            break;
    }
    track_routine_body(traits.keyword, ahead);
}

/// A body in SQL-standard form holds semicolons; it is left at the END that pairs with its BEGIN.
void StatementWriter::track_routine_body(Keyword keyword, const Token& ahead) {
    constexpr std::size_t words_of_create_or_replace_function = 4;
    if (keyword == Keyword::function || keyword == Keyword::procedure) {
        if (command_ == Keyword::create && words_ <= words_of_create_or_replace_function) {
            routine_ = true;
        }
    } else if (body_depth_ == 0) {
        if (keyword == Keyword::begin && routine_ && equals_folded(ahead.text(), "atomic")) {
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
inline bool StatementWriter::is_constant(Keyword keyword) const noexcept {
    switch (keyword) {
        case Keyword::null: {
            // DEFAULT NULL and NULL constraints, NULL 'x' of COPY: not worth telling apart.
            const bool part_of_definition = command_ == Keyword::create ||
                                            command_ == Keyword::alter || command_ == Keyword::copy;
            return !part_of_definition && trace_.previous() != Keyword::is &&
                   trace_.previous() != Keyword::not_ && trace_.previous() != Keyword::as;
        }
        case Keyword::true_:
        case Keyword::false_: {
            const bool tested =
                trace_.previous() == Keyword::is ||
                (trace_.previous() == Keyword::not_ && trace_.earlier() == Keyword::is);
            return !tested && trace_.previous() != Keyword::as;
        }
        case Keyword::all:
            return trace_.previous() == Keyword::limit;
        default:
            return false;
    }
}

/// What a word or quoted name is where a secret is awaited: one that somebody forgot to quote.
inline bool StatementWriter::is_secret(const Token& token) noexcept {
    if (secret_ == Secret::no) [[likely]]
        return false;
    const bool touches = secret_ != Secret::behind || token.start == secret_end_;
    // `set password to x`: the name of the setting is none.
    if (secret_ == Secret::behind_name || !touches) {
        if (!touches) secret_ = Secret::no;
        return false;
    }
    pass_secret(token);
    return true;
}

/// Behind the password itself, only what touches it may be a part of it, as in 'a\'b' where the
/// server does not take the backslash for an escape.
void StatementWriter::pass_secret(const Token& token) noexcept {
    if (secret_ == Secret::expected || secret_ == Secret::behind) secret_ = Secret::behind;
    secret_end_ = token.start + token.length;
}

/// Of SET and ALTER ... SET the values of settings whose names are those of secrets, of CREATE ROLE
/// and the like what stands behind PASSWORD.
void StatementWriter::watch_for_secret(Keyword keyword, std::string_view word) noexcept {
    if (keyword == Keyword::password) {
        const bool of_role =
            object_ == Keyword::role || object_ == Keyword::user || object_ == Keyword::group;
        if (of_role || command_ == Keyword::set) secret_ = Secret::expected;
        if (of_role) return;
    }
    if (secret_ == Secret::behind_name && keyword == Keyword::to) secret_ = Secret::all;
    const bool names_setting = command_ == Keyword::set || sets_;
    if (names_setting && secret_ == Secret::no && is_secret_setting(word))
        secret_ = Secret::behind_name;
    sets_ = sets_ || keyword == Keyword::set;
}

// --- Constants and operators --------------------------------------------------------------------

void StatementWriter::write_constant() {
    put(Glyph::literal, '$');
    placeholders_.add_constant(skeleton_.size() - 1);
}

void StatementWriter::write_parameter(const Token& token) {
    std::uint32_t number = 0;
    const auto digits = token.text().substr(1);
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (parsed.ec != std::errc() || number > Placeholders::highest_parameter) {
        return write_constant();
    }
    put(Glyph::literal, '$');
    placeholders_.add_parameter(skeleton_.size() - 1, number);
}

void StatementWriter::write_number(const Token* tokens) {
    if (!frame().type_modifiers && !is_position(tokens)) return write_constant();
    const auto digits = tokens[0].text();
    std::transform(digits.begin(), digits.end(), room(Glyph::number, digits.size()), fold);
    skeleton_.commit(digits.size());
}

/// An integer that is a whole item of ORDER BY, GROUP BY or DISTINCT ON names a column.
bool StatementWriter::is_position(const Token* tokens) const noexcept {
    if (!frame().positions || !is_integer(tokens[0].text())) return false;
    const bool starts_item =
        trace_.previous() == Keyword::by || before_ == Glyph::comma || before_ == Glyph::open_paren;
    switch (tokens[1].kind) {
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

inline bool StatementWriter::after_operand() const noexcept {
    return before_ == Glyph::name || before_ == Glyph::literal || before_ == Glyph::number ||
           before_ == Glyph::close;
}

/// The minus of `-5` is part of the constant, but that of `-5::int` and `-5[1]` is not: casts and
/// subscripts bind tighter.
bool StatementWriter::takes_in_sign(const Token* tokens) const noexcept {
    if (tokens[1].kind != TokenKind::number || frame().type_modifiers) return false;
    const TokenKind behind_number = tokens[2].kind;
    return behind_number != TokenKind::cast && behind_number != TokenKind::open_bracket;
}

std::size_t StatementWriter::write_operator(const Token* tokens, const char* readable) {
    const auto text = tokens[0].text();
    if (secret_ == Secret::behind_name && text == "=") secret_ = Secret::all;
    const bool minus = text == "-";
    if (after_operand() || (!minus && text != "+")) {
        put(Glyph::op, tokens[0], readable);
        return 1;
    }
    if (minus && takes_in_sign(tokens)) {
        write_constant();
        return 2;
    }
    put(Glyph::sign, tokens[0], readable);
    return 1;
}

// --- Lists --------------------------------------------------------------------------------------

inline void StatementWriter::write_comma(const Token* tokens) {
    Frame& around = frame();
    if (around.folds_items) {
        around.list.end_item(skeleton_, placeholders_);
    } else if (around.folds_rows) {
        const TokenKind ahead = tokens[1].kind;
        around.folds_rows = ahead == TokenKind::open_paren || ahead == TokenKind::ellipsis ||
                            ahead == TokenKind::end;
    }
    put(Glyph::comma, ',');
    // A space will stand between the comma and the item.
    if (around.folds_items) around.list.start_item(skeleton_.size() + 1, placeholders_);
}

/// In a list that was folded before, the mark takes its place again.
void StatementWriter::write_ellipsis(const Token* tokens) {
    Frame& around = frame();
    const bool in_list = around.folds_items || around.folds_rows;
    if (!in_list || before_ != Glyph::comma || !around.list.has_head()) {
        around.folds_rows = false;
        put(Glyph::ellipsis, '.');
        skeleton_.append("..");
        return;
    }
    around.list.fold_tail(skeleton_, placeholders_);
    before_ = Glyph::ellipsis;
    around.folds_rows = around.folds_rows && tokens[1].kind == TokenKind::comma;
}

void StatementWriter::open(const Token& token) {
    Frame& around = frame();
    const bool paren = token.kind == TokenKind::open_paren;
    const bool after_comma = before_ == Glyph::comma;
    put(paren ? Glyph::open_paren : Glyph::open_bracket, paren ? '(' : '[');

    const std::size_t inside = skeleton_.size();
    enter_depth(depth_ + 1);
    Frame& inner = frame();
    inner = Frame();
    if (depth_ >= deepest_frame) return;

    const Keyword before = trace_.previous();
    inner.type_modifiers = trace_.previous_is(TokenMark::type_complete) ||
                           (paren && trace_.previous_is(TokenMark::modified_type));
    if (paren) {
        inner.cast = before == Keyword::cast;
        inner.extract = before == Keyword::extract;
        inner.operator_name = before == Keyword::operator_;
        inner.positions = before == Keyword::on && trace_.earlier() == Keyword::distinct;
        inner.folds_items = before == Keyword::in;
        inner.row = before == Keyword::values || (around.folds_rows && after_comma);
    } else {
        inner.array = before == Keyword::array || around.array;
        inner.folds_items = inner.array;
    }
    // What is not kept cannot be folded.
    inner.folds_items = inner.folds_items && !spilled_.begun();
    inner.row = inner.row && !spilled_.begun();
    if (inner.folds_items) inner.list.start(ListFold::Mark::always, inside, placeholders_);
    if (inner.row) begin_row(around, inside - 1);
}

void StatementWriter::begin_row(Frame& around, std::size_t opening) {
    if (trace_.previous() == Keyword::values) {
        around.folds_rows = true;
        around.list.start(ListFold::Mark::when_repeated, opening, placeholders_);
    } else {
        around.list.start_item(opening, placeholders_);
    }
}

void StatementWriter::close(const Token* tokens, TokenMark& mark) {
    const char bracket = tokens[0].kind == TokenKind::close_paren ? ')' : ']';
    if (depth_ == 0) return put(Glyph::close, bracket);

    Frame& inner = frame();
    if (inner.folds_items) inner.list.end_item(skeleton_, placeholders_);
    put(Glyph::close, bracket);
    const bool row = inner.row;
    if (inner.type_modifiers) mark.set(TokenMark::type_complete);
    if (inner.operator_name) before_ = Glyph::op;
    enter_depth(depth_ - 1);
    if (!row) return;

    Frame& around = frame();
    if (around.list.end_item(skeleton_, placeholders_)) before_ = Glyph::ellipsis;
    around.folds_rows = tokens[1].kind == TokenKind::comma;
}

// --- Tokens -------------------------------------------------------------------------------------

inline std::size_t StatementWriter::write_token(const Token* tokens, const char* readable,
                                                TokenMark& mark) {
    if (skeleton_.is_over()) [[unlikely]]
        spill();

    const Token& token = tokens[0];
    switch (token.kind) {
        case TokenKind::identifier:
            return write_word(tokens, readable, mark);
        case TokenKind::quoted_identifier:
            write_quoted_name(token, readable, mark);
            break;
        case TokenKind::string:
            mark.set(TokenMark::unicode_constant, token.length > 1 && token.start[1] == '&');
            if (secret_ != Secret::no) [[unlikely]]
                pass_secret(token);
            write_constant();
            break;
        case TokenKind::number:
            write_number(tokens);
            break;
        case TokenKind::parameter:
            write_parameter(token);
            break;
        case TokenKind::op:
            return write_operator(tokens, readable);
        case TokenKind::cast:
            mark.set(TokenMark::type_expected);
            put(Glyph::cast, token, readable);
            break;
        case TokenKind::dot:
            mark.set(TokenMark::type_expected, trace_.previous_is(TokenMark::type_complete));
            put(Glyph::dot, '.');
            if (token.length > 1) skeleton_.push('.');
            break;
        case TokenKind::comma:
            write_comma(tokens);
            break;
        case TokenKind::semicolon:
            put(Glyph::comma, ';');
            break;
        case TokenKind::colon:
            put(Glyph::colon, ':');
            break;
        case TokenKind::open_paren:
        case TokenKind::open_bracket:
            open(token);
            break;
        case TokenKind::close_paren:
        case TokenKind::close_bracket:
            close(tokens, mark);
            break;
        case TokenKind::ellipsis:
            write_ellipsis(tokens);
            break;
        case TokenKind::other:
        case TokenKind::more:
        case TokenKind::end:
            put(Glyph::other, token, readable);
            break;
    }
    return 1;
}

const Token* StatementWriter::write(const Token* token, const Token* end, const char* readable) {
    while (token < end) {
        if (token->kind == TokenKind::semicolon && depth_ == 0 && body_depth_ == 0) break;
        TokenMark mark;
        token += write_token(token, readable, mark);
        trace_.add(mark);
    }
    return token;
}

// --- Ends ---------------------------------------------------------------------------------------

/// Where the text was cut in a list, the part behind the mark depends on the place of the cut; it
/// goes, so that all long lists that were cut are one statement.
void StatementWriter::cut_off() {
    const std::size_t deepest = std::min(depth_, deepest_frame - 1);
    for (std::size_t depth = 0; depth <= deepest; ++depth) {
        Frame& around = frames_[depth];
        const bool in_row = depth < deepest && frames_[depth + 1].row;
        const bool folds =
            around.folds_items || (around.folds_rows && (in_row || before_ == Glyph::comma));
        if (folds && around.list.has_head()) {
            around.list.fold_tail(skeleton_, placeholders_);
            break;
        }
    }
    skeleton_.append(" ...");
}

void StatementWriter::spill() {
    spilled_.add(skeleton_, placeholders_);
    for (Frame& level : frames_)
        level.folds_items = level.folds_rows = level.row = false;
}

StatementWriter::Written StatementWriter::finish() {
    if (!spilled_.begun()) {
        placeholders_.render(skeleton_.view(), text_);
        return {text_.view(), fingerprint(text_.view()), true};
    }
    spilled_.add(skeleton_, placeholders_);
    spilled_.render(placeholders_, text_);
    return {text_.view(), spilled_.hash(), false};
}

}  // namespace pgoscope::sql
