#include "analyzer/sql/secrets/sql_reader.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "analyzer/sql/byte_class.h"
#include "analyzer/sql/secrets/mentions.h"
#include "analyzer/sql/secrets/plain_secrets.h"

namespace pgoscope::sql {
namespace {

/// Texts in texts deeper than this are hidden as a whole.
constexpr unsigned deepest = 12;

/// Comments nest. Nothing where the text does not close it.
std::optional<std::size_t> block_comment_bytes(std::string_view text) noexcept {
    std::size_t open = 0;
    for (std::size_t at = 0; at + 1 < text.size(); ++at) {
        const bool opens = text[at] == '/' && text[at + 1] == '*';
        if (!opens && !(text[at] == '*' && text[at + 1] == '/')) continue;
        open = opens ? open + 1 : open - 1;
        ++at;
        if (open == 0) return at + 1;
    }
    return std::nullopt;
}

}  // namespace

bool find_secrets(Finding& finding, const Excerpt& excerpt, TextKind kind, unsigned depth) {
    const bool cut = depth == 0 && finding.cut;
    const bool executes = depth == 0 && !finding.prepared.empty();
    if (!cut && !executes && !mentions_secret(excerpt.text())) return false;
    if (depth == deepest) {
        finding.hide(excerpt, 0, excerpt.text().size());
        return true;
    }
    find_plain_secrets(finding, excerpt);
    return SqlReader(finding, excerpt, kind, depth).run(cut);
}

SqlReader::SqlReader(Finding& finding, const Excerpt& excerpt, TextKind kind, unsigned depth)
    : finding_(finding),
      excerpt_(excerpt),
      text_(excerpt.text()),
      kind_(kind),
      depth_(depth),
      lexer_(text_, finding.reading),
      levels_(1) {}

bool SqlReader::run(bool cut) {
    for (;;) {
        const auto token = lexer_.next();
        const bool ended = token.kind == TokenKind::end;
        const auto begin = ended ? text_.size() : begin_of(token);
        if (begin > read_) comments(read_, begin);
        const bool joins = token.kind == TokenKind::string ||
                           (token.kind == TokenKind::op && token.text() == "||");
        if (!joins) look_into_strings();
        if (ended || read_ == text_.size()) break;
        read_ = end_of(token);
        take(token);
    }
    if (cut) hide_before_cut();
    // `'the user password'` is a word in a sentence; behind `'... password '` something was to
    // come.
    const bool blank_at_end = !text_.empty() && is(text_.back(), space_byte);
    const bool value_to_come = level().value && previous_.kind == TokenKind::op;
    return leaves_open_ || value_to_come || (named_ == Named::direct && blank_at_end);
}

bool SqlReader::hides() const noexcept {
    const auto& here = levels_.back();
    if (rest_ || here.inherited || here.value || here.argument_is_secret()) return true;
    return here.row && here.argument < secret_columns_.size() && secret_columns_[here.argument];
}

/// Goes on reading at `at`.
void SqlReader::resume(std::size_t at) {
    lexer_ = Lexer(text_.substr(at), finding_.reading);
    read_ = at;
}

void SqlReader::end_statement() {
    levels_.assign(1, {});
    constants_.clear();
    secret_columns_.clear();
    sources_.clear();
    insert_ = Insert::no;
    role_ = update_ = declared_ = rest_ = raise_ = false;
    lists_applied_ = 0;
    setting_.reset();
}

void SqlReader::take(const Token& token) {
    const auto named = named_;
    const bool hidden = std::exchange(previous_hidden_, false);
    const auto word = std::exchange(word_, StatementWord::other);
    const bool number_next = std::exchange(number_next_, false);
    const bool keeps = std::exchange(keeps_name_, false);
    const auto relation = std::exchange(relation_, Relation::no);
    const auto* const executed = std::exchange(executed_, nullptr);
    const auto list = std::exchange(list_, List::no);
    named_ = Named::no;
    switch (token.kind) {
        case TokenKind::string:
            named_ = named;
            previous_hidden_ = hidden;
            take_string(token);
            break;
        case TokenKind::number:
            number_next_ = number_next;
            named_ = named;
            take_number(token);
            break;
        case TokenKind::parameter:
            named_ = named;
            take_parameter(token);
            break;
        case TokenKind::identifier:
        case TokenKind::quoted_identifier:
            named_ = named;
            word_ = word;
            keeps_name_ = keeps;
            relation_ = relation;
            list_ = list;
            take_name(token);
            break;
        case TokenKind::op:
        case TokenKind::other:
            named_ = named;
            previous_hidden_ = hidden;
            take_operator(token);
            break;
        case TokenKind::cast:
            named_ = named;
            keeps_name_ = true;
            break;
        case TokenKind::comma:
            level().on_comma();
            level().first_of_item = constants_.size();
            declared_ = false;
            break;
        case TokenKind::semicolon:
            end_statement();
            break;
        case TokenKind::colon:
            if (role_) named_ = named;  // `PASSWORD :'x'` of a client that should have filled it
            break;
        case TokenKind::open_paren:
        case TokenKind::open_bracket:
            named_ = named;
            word_ = word;
            relation_ = relation;
            executed_ = executed;
            list_ = list == List::as ? list : List::no;
            open(token);
            break;
        case TokenKind::close_paren:
        case TokenKind::close_bracket:
            close();
            break;
        default:
            break;
    }
    if (token.kind != TokenKind::op && token.kind != TokenKind::dot &&
        token.kind != TokenKind::identifier && token.kind != TokenKind::quoted_identifier)
        compared_.reset();
    previous_ = token;
}

/// What stands between two tokens: white space and comments.
void SqlReader::comments(std::size_t begin, std::size_t end) {
    // One that does not end may be all that there is of a value.
    const bool value_to_come = end == text_.size() && (named_ == Named::direct || hides());
    if (!value_to_come && !mentions_secret(text_.substr(begin, end - begin))) return;
    for (auto at = begin; at < end;) {
        const auto rest = text_.substr(at, end - at);
        std::size_t length = 1;
        if (rest.starts_with("--")) {
            length = std::min(rest.find_first_of("\r\n"), rest.size());
            comment(at + 2, at + length);
        } else if (rest.starts_with("/*")) {
            const auto whole = block_comment_bytes(rest);
            if (!whole && value_to_come) return hide_rest(at + 2);
            length = whole.value_or(rest.size());
            comment(at + 2, at + length - (whole ? 2 : 0));
        }
        at += length;
    }
}

void SqlReader::comment(std::size_t begin, std::size_t end) {
    if (begin >= end) return;
    Excerpt inner;
    for (auto at = begin; at < end; ++at)
        inner.append(text_[at], excerpt_.origin(at), excerpt_.origin_of_end(at + 1));
    leaves_open_ = find_secrets(finding_, inner, TextKind::prose, depth_ + 1) || leaves_open_;
}

}  // namespace pgoscope::sql
