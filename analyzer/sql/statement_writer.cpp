#include "analyzer/sql/statement_writer.h"

#include <algorithm>
#include <charconv>

#include "analyzer/sql/byte_class.h"
#include "analyzer/sql/fingerprint.h"

namespace pgoscope::sql {
namespace {

bool is_integer(std::string_view number) {
    return std::all_of(number.begin(), number.end(),
                       [](char byte) { return is(byte, digit_byte); });
}

}  // namespace

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
    body_.clear();
    secrets_.clear();
}

// --- Words --------------------------------------------------------------------------------------

/// Whether a word that is in the text buffer already, but not committed, is a constant: a secret,
/// or a field of EXTRACT.
inline bool StatementWriter::hides(const Token& token, Keyword keyword) noexcept {
    if (before_ == Glyph::open_paren && frame().extract) return true;
    const bool never = keyword == Keyword::null || keyword == Keyword::uescape;
    return secrets_.watches() && !never && secrets_.takes(token);
}

inline std::size_t StatementWriter::write_word(const Token* tokens, const char* readable,
                                               TokenMark& mark) {
    const Token& token = tokens[0];
    const std::size_t size = token.length;
    const std::size_t space = apart(before_, Glyph::name) ? 1 : 0;
    char* const written = skeleton_.room(size + 1);
    written[0] = ' ';
    const std::uint64_t first_bytes = fold_word(
        token.start, size, static_cast<std::size_t>(readable - token.start), written + space);
    ++words_;
    mark.set_type_complete(trace_);
    // A qualified name is no keyword.
    if (before_ != Glyph::dot && may_be_keyword(size, first_bytes)) {
        const auto& traits = keyword_traits({written + space, size}, first_bytes);
        if (&traits != &no_keyword) return write_keyword(tokens, traits, space, readable, mark);
    }
    write_name(token, space);
    return 1;
}

inline void StatementWriter::write_name(const Token& token, std::size_t space) {
    if (hides(token, Keyword::none)) [[unlikely]] {
        --words_;
        return write_constant();
    }
    if (secrets_.watches()) [[unlikely]] {
        const std::string_view name(skeleton_.end() + space, token.length);
        secrets_.on_word(Keyword::none, name, command_, object_);
    }
    skeleton_.commit(space + token.length);
    before_ = Glyph::name;
}

inline std::size_t StatementWriter::write_keyword(const Token* tokens, const KeywordTraits& traits,
                                                  std::size_t space, const char* readable,
                                                  TokenMark& mark) {
    const Token& token = tokens[0];
    if (is_constant(traits.keyword) || hides(token, traits.keyword)) [[unlikely]] {
        --words_;
        write_constant();
        return 1;
    }
    if (traits.keyword == Keyword::uescape && tokens[1].kind == TokenKind::string &&
        (trace_.previous_is(TokenMark::unicode_constant) ||
         trace_.previous_is(TokenMark::unicode_name))) {
        return write_uescape(tokens, readable);
    }

    skeleton_.commit(space + token.length);
    before_ = traits.before_operand ? Glyph::leader : Glyph::name;
    if (words_ == 1) {
        command_ = traits.keyword;
        secrets_.on_command(command_);
    } else if (words_ == 2) {
        object_ = traits.keyword;
    }
    if (secrets_.watches()) [[unlikely]]
        secrets_.on_word(traits.keyword, traits.name, command_, object_);
    enter_keyword(traits, tokens[1], mark);
    return 1;
}

void StatementWriter::write_quoted_name(const Token& token, const char* readable, TokenMark& mark) {
    if (secrets_.watches() && secrets_.takes(token)) [[unlikely]]
        return write_constant();
    mark.set(TokenMark::unicode_name, token.start[0] != '"');
    mark.set_type_complete(trace_);
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
    body_.on_keyword(traits.keyword, command_, words_, ahead.text());
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

void StatementWriter::write_number(const Token* tokens, const char* readable) {
    if (!frame().type_modifiers && !is_position(tokens)) return write_constant();
    const auto digits = tokens[0].text();
    put(Glyph::number, tokens[0], readable);
    char* const written = skeleton_.end() - digits.size();
    std::transform(written, written + digits.size(), written, fold);
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
    if (secrets_.watches() && text == "=") secrets_.on_equals_sign();
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
    if (secrets_.watches() && depth_ != 0) [[unlikely]]
        secrets_.on_end_of_option();
    // A space will stand between the comma and the item.
    if (around.folds_items) around.list.start_item(skeleton_.size() + 1, placeholders_);
}

// --- Tokens -------------------------------------------------------------------------------------

inline void StatementWriter::write_dot(TokenMark& mark) {
    mark.set(TokenMark::type_expected, trace_.previous_is(TokenMark::type_complete));
    put(Glyph::dot, '.');
}

inline std::size_t StatementWriter::write_token(const Token* tokens, const char* readable,
                                                TokenMark& mark) {
    const Token& token = tokens[0];
    switch (token.kind) {
        case TokenKind::identifier:
            return write_word(tokens, readable, mark);
        case TokenKind::quoted_identifier:
            write_quoted_name(token, readable, mark);
            break;
        case TokenKind::string:
            mark.set(TokenMark::unicode_constant, token.length > 1 && token.start[1] == '&');
            if (secrets_.watches()) [[unlikely]]
                secrets_.on_constant();
            write_constant();
            break;
        case TokenKind::number:
            if (secrets_.watches()) [[unlikely]]
                secrets_.on_constant();
            write_number(tokens, readable);
            break;
        case TokenKind::parameter:
            if (secrets_.watches()) [[unlikely]]
                secrets_.on_constant();
            write_parameter(token);
            break;
        case TokenKind::op:
            return write_operator(tokens, readable);
        case TokenKind::cast:
            mark.set(TokenMark::type_expected);
            put(Glyph::cast, token, readable);
            break;
        case TokenKind::dot:
            write_dot(mark);
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
        TokenMark mark;
        // Most tokens are one of these, which the processor guesses better than the way through the
        // table of all kinds.
        if (token->kind == TokenKind::identifier) {
            token += write_word(token, readable, mark);
        } else if (token->kind == TokenKind::dot && token->length == 1) {
            write_dot(mark);
            ++token;
        } else if (token->kind == TokenKind::semicolon && depth_ == 0 && !body_.is_inside()) {
            break;
        } else {
            token += write_token(token, readable, mark);
        }
        trace_.add(mark);
        if (skeleton_.is_over()) [[unlikely]]
            spill();
    }
    return token;
}

// --- Ends ---------------------------------------------------------------------------------------

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
