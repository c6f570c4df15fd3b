#include "analyzer/sql/secrets.h"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "analyzer/sql/byte_class.h"
#include "analyzer/sql/lexer.h"

namespace pgoscope::sql {
namespace {

constexpr std::string_view password_word = "password";
constexpr std::string_view uri_mark = "://";
constexpr std::string_view blanks = " \t\r\n\f\v";

/// Strings in strings deeper than this are redacted as a whole.
constexpr unsigned deepest = 12;

bool same_folded(std::string_view text, std::string_view lower_case) noexcept {
    return text.size() == lower_case.size() &&
           std::equal(text.begin(), text.end(), lower_case.begin(),
                      [](char a, char b) { return fold(a) == b; });
}

bool mentions_password(std::string_view text) noexcept {
    constexpr std::size_t rare = 4;  // its `w` is what SQL has least of
    for (std::size_t at = rare; at < text.size(); ++at) {
        if (fold(text[at]) == password_word[rare] &&
            same_folded(text.substr(at - rare, password_word.size()), password_word))
            return true;
    }
    return false;
}

bool ends_in_password(std::string_view name) noexcept {
    return name.size() >= password_word.size() &&
           same_folded(name.substr(name.size() - password_word.size()), password_word);
}

bool is_word(std::string_view text) noexcept {
    return std::all_of(text.begin(), text.end(), [](char byte) { return is(byte, word_byte); });
}

/// A string constant or quoted name taken apart; views of its token.
struct Quoted {
    std::string_view opening;  ///< `'`, `E'`, `$tag$`, `"`
    std::string_view inner;
    std::string_view closing;  ///< empty where the text ends before it
    char quote = '\0';         ///< doubled inside; NUL in dollar quotes, where nothing is
    bool backslash_escapes = false;
};

Quoted take_apart(const Token& token, bool closed) noexcept {
    const auto text = token.text();
    Quoted quoted;
    std::size_t closing = 1;
    const auto first = text.find_first_of("'\"$");
    std::size_t opening = first + 1;
    if (text[first] == '$') {
        opening = text.find('$', first + 1) + 1;
        closing = opening;
    } else {
        quoted.quote = text[first];
        quoted.backslash_escapes = fold(text[0]) == 'e' && first == 1;
        // Behind U&'...' an UESCAPE clause may stand.
        if (closed) closing = text.size() - text.rfind(quoted.quote);
    }
    quoted.opening = text.substr(0, opening);
    const auto rest = text.substr(opening);
    if (!closed) closing = 0;
    quoted.inner = rest.substr(0, rest.size() - std::min(closing, rest.size()));
    quoted.closing = rest.substr(quoted.inner.size());
    return quoted;
}

/// What the quotes inside stand for, so that a string in a string is one again. Nothing where the
/// constant is written in several parts.
std::optional<std::string> unescaped(const Quoted& quoted) {
    std::string bare;
    const auto inner = quoted.inner;
    for (std::size_t i = 0; i < inner.size(); ++i) {
        const bool more = i + 1 < inner.size();
        if (quoted.backslash_escapes && inner[i] == '\\' && more) {
            ++i;
            if (inner[i] != '\'') bare.push_back('\\');
        } else if (quoted.quote != '\0' && inner[i] == quoted.quote) {
            if (more && inner[i + 1] != quoted.quote) return std::nullopt;
            ++i;
            bare.push_back(quoted.quote);
            continue;
        }
        bare.push_back(inner[i]);
    }
    return bare;
}

void append_escaped(std::string& out, std::string_view text, char quote) {
    for (const char byte : text) {
        if (byte == quote && quote != '\0') out.push_back(quote);
        out.push_back(byte);
    }
}

class Redaction {
  public:
    Redaction(std::string& out, std::string_view text, TextKind kind, unsigned depth)
        : out_(out), text_(text), kind_(kind), depth_(depth), lexer_(text), copied_(text.data()) {}

    /// True where a password was still awaited when the text ended.
    bool run();

  private:
    enum class Awaits {
        nothing,
        password,   ///< behind the word
        value,      ///< behind its `=`
        constants,  ///< a string before ended in one of the above: those of this statement
    };

    [[nodiscard]] const char* end() const noexcept { return text_.data() + text_.size(); }
    void copy_to(const char* position);
    /// Everything up to `position` is a secret.
    void redact_to(const char* position, bool in_quotes);
    void redact_rest();
    void pass_comments(const char* from, const char* to);
    void take(const Token& token);
    void take_string(const Token& token);
    void take_bare_value(const char* start);
    void take_name(const Token& token);
    void look_inside(const Token& token);
    [[nodiscard]] bool is_assignment(const Token& token) const noexcept;
    [[nodiscard]] bool is_closed(const Token& token) const noexcept {
        return token.start + token.length != end() || !lexer_.unterminated();
    }
    [[nodiscard]] bool quotes_pair(const char* behind_string) const noexcept;

    std::string& out_;
    std::string_view text_;
    TextKind kind_;
    unsigned depth_;
    Lexer lexer_;
    const char* copied_;  ///< everything before it is in `out_`
    Awaits awaits_ = Awaits::nothing;
    TokenKind previous_ = TokenKind::end;
    bool whole_word_ = false;  ///< the name ends in `password`: `=` may follow
    bool leaves_open_ = false;
};

bool append_redacted(std::string& out, std::string_view text, TextKind kind, unsigned depth) {
    if (!mentions_password(text)) {
        out.append(text);
        return false;
    }
    if (depth == deepest) {
        out.append("redacted");
        return true;
    }
    return Redaction(out, text, kind, depth).run();
}

bool Redaction::run() {
    const char* behind = text_.data();
    for (auto token = lexer_.next(); copied_ != end(); token = lexer_.next()) {
        const bool ended = token.kind == TokenKind::end;
        const char* start = ended ? end() : token.start;
        if (start != behind) pass_comments(behind, start);
        if (ended) break;
        take(token);
        previous_ = token.kind;
        behind = std::max(copied_, token.start + token.length);
    }
    copy_to(end());
    // `'the user password'` is a word in a sentence; behind `'... password '` something was to
    // come.
    const bool open =
        awaits_ == Awaits::value || (awaits_ == Awaits::password && is(text_.back(), space_byte));
    return leaves_open_ || open;
}

void Redaction::copy_to(const char* position) {
    if (position <= copied_) return;
    out_.append(copied_, position);
    copied_ = position;
}

void Redaction::redact_to(const char* position, bool in_quotes) {
    out_.append(in_quotes ? "'redacted'" : "redacted");
    copied_ = position;
}

void Redaction::redact_rest() {
    redact_to(end(), false);
    awaits_ = Awaits::nothing;
    leaves_open_ = true;
}

/// What stands between two tokens: white space, and comments, line by line.
void Redaction::pass_comments(const char* from, const char* to) {
    std::string_view gap(from, static_cast<std::size_t>(to - from));
    if (!mentions_password(gap)) return;
    copy_to(from);
    while (!gap.empty()) {
        const auto line = gap.substr(0, std::min(gap.find('\n'), gap.size() - 1) + 1);
        const auto inner = std::min(line.find_first_not_of(" \t\r\n\f\v-/*"), line.size());
        out_.append(line.substr(0, inner));
        append_redacted(out_, line.substr(inner), TextKind::prose, depth_ + 1);
        gap.remove_prefix(line.size());
    }
    copied_ = to;
}

void Redaction::take(const Token& token) {
    if (token.kind == TokenKind::semicolon && awaits_ != Awaits::value) {
        awaits_ = Awaits::nothing;
        return;
    }
    if (token.kind == TokenKind::string) return take_string(token);
    if (awaits_ == Awaits::constants) return;
    if (awaits_ == Awaits::value) {
        awaits_ = Awaits::nothing;
        if (kind_ == TextKind::prose) return take_bare_value(token.start);
    } else if (awaits_ == Awaits::password) {
        awaits_ = Awaits::nothing;
        if (is_assignment(token)) {
            awaits_ = Awaits::value;
            if (kind_ == TextKind::code || token.length == 1 || token.text() == ":=" ||
                token.text() == "=>")
                return;
            // `password=!x`: the operator has bytes of the value.
            awaits_ = Awaits::nothing;
            return take_bare_value(token.start + 1);
        }
        // A place that format() fills.
        if (token.text().starts_with('%')) return take_bare_value(token.start);
    }
    if (token.kind == TokenKind::identifier || token.kind == TokenKind::quoted_identifier)
        take_name(token);
}

bool Redaction::is_assignment(const Token& token) const noexcept {
    if (!whole_word_) return false;
    if (token.kind == TokenKind::colon)  // JSON
        return kind_ == TextKind::prose && previous_ == TokenKind::quoted_identifier;
    if (token.kind != TokenKind::op) return false;
    const auto text = token.text();
    return text == "=" || text == ":=" || text == "=>" ||
           (kind_ == TextKind::prose && text.starts_with('='));
}

void Redaction::take_string(const Token& token) {
    if (awaits_ == Awaits::nothing) return look_inside(token);
    copy_to(token.start);
    const bool closed = is_closed(token);
    // Where strings are not SQL's, a backslash may have been an escape, and the end is not sure.
    const auto text = token.text();
    const bool doubtful = kind_ == TextKind::prose && text.find('\\') != std::string_view::npos;
    if (doubtful && awaits_ != Awaits::constants) return redact_rest();
    redact_to(token.start + token.length, true);
    leaves_open_ = leaves_open_ || !closed;
    if (awaits_ != Awaits::constants) awaits_ = Awaits::nothing;
}

/// A value of a connection string that is not in single quotes ends at a blank.
void Redaction::take_bare_value(const char* start) {
    const std::string_view rest(start, static_cast<std::size_t>(end() - start));
    auto length = std::min(rest.find_first_of(blanks), rest.size());
    if (rest.front() == '"') length = std::min(rest.find('"', 1), rest.size() - 1) + 1;
    copy_to(start);
    redact_to(start + length, false);
    leaves_open_ = leaves_open_ || rest.substr(0, length).find('%') != std::string_view::npos;
    lexer_ = Lexer(rest.substr(length));
}

void Redaction::take_name(const Token& token) {
    if (!mentions_password(token.text())) return;
    auto name = token.text();
    if (token.kind == TokenKind::quoted_identifier)
        name = take_apart(token, is_closed(token)).inner;
    if (!is_word(name)) return look_inside(token);
    awaits_ = Awaits::password;
    whole_word_ = ends_in_password(name);
}

void Redaction::look_inside(const Token& token) {
    if (!mentions_password(token.text())) return;
    const auto quoted = take_apart(token, is_closed(token));
    copy_to(token.start);
    const auto inner = unescaped(quoted);
    if (!inner) return redact_to(token.start + token.length, true);

    std::string shown;
    const bool open = append_redacted(shown, *inner, TextKind::prose, depth_ + 1);
    if (shown != *inner) {
        out_.append(quoted.opening);
        append_escaped(out_, shown, quoted.quote);
        out_.append(quoted.closing);
        copied_ = token.start + token.length;
    }
    if (!open) return;
    copy_to(token.start + token.length);
    if (quotes_pair(token.start + token.length))
        awaits_ = Awaits::constants;
    else
        redact_rest();
}

/// False for `can't take password 'x'`, where the string is what stands between the quotes.
bool Redaction::quotes_pair(const char* behind_string) const noexcept {
    constexpr std::string_view may_follow = " \t\r\n\f\v,);|]:";
    return behind_string == end() || may_follow.find(*behind_string) != std::string_view::npos;
}

/// Appends `text` with the password of every `scheme://user:password@` redacted.
void append_without_uri_passwords(std::string& out, std::string_view text) {
    for (auto mark = text.find(uri_mark); mark != std::string_view::npos;
         mark = text.find(uri_mark)) {
        out.append(text.substr(0, mark + uri_mark.size()));
        text.remove_prefix(mark + uri_mark.size());
        const auto authority = text.substr(0, text.find_first_of(" \t\r\n\f\v/?#'\"<>"));
        const auto user_end = authority.find(':');
        const auto password_end = authority.rfind('@');
        if (password_end == std::string_view::npos || user_end >= password_end) continue;
        out.append(text.substr(0, user_end + 1)).append("redacted");
        text.remove_prefix(password_end);
    }
    out.append(text);
}

}  // namespace

bool may_hold_secrets(std::string_view text) noexcept {
    return mentions_password(text) || text.find(uri_mark) != std::string_view::npos;
}

void append_without_secrets(std::string& out, std::string_view text, TextKind kind) {
    if (text.find(uri_mark) == std::string_view::npos) {
        append_redacted(out, text, kind, 0);
        return;
    }
    std::string without_uris;
    append_without_uri_passwords(without_uris, text);
    append_redacted(out, without_uris, kind, 0);
}

}  // namespace pgoscope::sql
