#include "analyzer/sql/literals.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <utility>

#include "analyzer/sql/byte_class.h"
#include "analyzer/sql/decoded.h"
#include "analyzer/sql/doubtful_text.h"
#include "analyzer/sql/lexer.h"

namespace pgoscope::sql {
namespace {

/// Strings in strings are looked into as deep as this; what is deeper is part of a value anyway.
constexpr unsigned deepest = 4;

std::string folded(std::string_view word) {
    std::string lower(word);
    std::transform(lower.begin(), lower.end(), lower.begin(), fold);
    return lower;
}

/// Passes over the clause `UESCAPE 'c'` that may stand behind U&'' and U&"", and returns its `c`.
char take_unicode_escape(Lexer& lexer, const Token& token) noexcept {
    constexpr std::size_t quoted_byte = 3;
    const auto text = token.text();
    if (text.size() < quoted_byte || fold(text[0]) != 'u' || text[1] != '&') return '\\';
    Lexer ahead = lexer;
    const auto word = ahead.next();
    if (word.kind != TokenKind::identifier || folded(word.text()) != "uescape") return '\\';
    const auto byte = ahead.next();
    if (byte.kind != TokenKind::string || byte.text().size() != quoted_byte) return '\\';
    lexer = ahead;
    return byte.text()[1];
}

/// Follows the words of a statement to those that it sets something to: `set x = a, "b"`,
/// `set time zone a`, `alter role r set x to a`. UPDATE has a SET as well, behind which names are
/// names.
class SettingWords {
  public:
    /// Whether the token is a value that is written without quotes. `word` is its folded text.
    bool take(const Token& token, std::string_view word) {
        if (token.kind == TokenKind::semicolon) {
            *this = {};
            return false;
        }
        const bool first = std::exchange(at_start_, false);
        const bool is_word = token.kind == TokenKind::identifier;
        if (first && is_word) may_set_ = word == "set" || word == "alter" || word == "create";
        if (!may_set_) return false;
        if (is_word && word == "set") {
            place_ = Place::set;
            return false;
        }
        if (place_ == Place::set) {
            const bool assigns = (token.kind == TokenKind::op && token.text() == "=") ||
                                 (is_word && (word == "to" || word == "zone"));
            if (assigns) place_ = Place::value;
            // `set schema x`, `set (a = b)` and `set default x` assign nothing.
            if (token.kind == TokenKind::open_paren) place_ = Place::elsewhere;
            return false;
        }
        // Several values stand in a list.
        if (place_ == Place::behind_value)
            place_ = token.kind == TokenKind::comma ? Place::value : Place::elsewhere;
        else if (place_ == Place::value && token.kind != TokenKind::op) {
            place_ = Place::behind_value;
            return is_word || token.kind == TokenKind::quoted_identifier;
        }
        return false;
    }

  private:
    enum class Place : std::uint8_t { elsewhere, set, value, behind_value };
    bool at_start_ = true;
    bool may_set_ = false;
    Place place_ = Place::elsewhere;
};

}  // namespace

void Literals::add(Kept& to, std::string item) {
    if (item.empty()) return;
    const auto bytes = sizeof(std::string) + item.size();
    if (to.bytes + bytes > most_bytes_) {
        complete_ = false;
        return;
    }
    to.bytes += bytes;
    to.items.push_back(std::move(item));
}

void Literals::add_sql(std::string_view text, Reading reading) {
    std::vector<std::string> names;
    const auto readings = possible_readings(text, reading);
    for (std::size_t i = 0; i < readings.size(); ++i) {
        std::vector<std::string> read;
        add_text(text, readings[i], read);
        std::sort(read.begin(), read.end());
        if (i == 0) {
            names = std::move(read);
            continue;
        }
        // What is a name by one reading may be in a string by another.
        std::vector<std::string> common;
        std::set_intersection(names.begin(), names.end(), read.begin(), read.end(),
                              std::back_inserter(common));
        names = std::move(common);
    }
    names.erase(std::unique(names.begin(), names.end()), names.end());
    for (auto& name : names)
        add_name(std::move(name));
}

void Literals::add_text(std::string_view text, Reading reading, std::vector<std::string>& names) {
    Lexer lexer(text, reading);
    SettingWords setting;
    for (auto token = lexer.next(); token.kind != TokenKind::end; token = lexer.next()) {
        switch (token.kind) {
            case TokenKind::string: {
                (void)setting.take(token, {});
                const char escape = take_unicode_escape(lexer, token);
                add_string(decoded(token.text(), reading, escape), reading, 0);
                break;
            }
            case TokenKind::number:
                (void)setting.take(token, {});
                add_value(std::string(token.text()));
                break;
            case TokenKind::identifier:
            case TokenKind::quoted_identifier: {
                const char escape = take_unicode_escape(lexer, token);
                auto word = token.kind == TokenKind::identifier
                                ? folded(token.text())
                                : decoded(token.text(), reading, escape);
                const bool value = setting.take(token, word);
                value ? add_value(std::move(word)) : names.push_back(std::move(word));
                break;
            }
            default:
                (void)setting.take(token, {});
                break;
        }
    }
}

void Literals::add_string(std::string value, Reading reading, unsigned depth) {
    if (depth < deepest && value.find_first_of("'$") != std::string::npos) {
        Lexer lexer(value, reading);
        for (auto token = lexer.next(); token.kind != TokenKind::end; token = lexer.next())
            if (token.kind == TokenKind::string)
                add_string(decoded(token.text(), reading, take_unicode_escape(lexer, token)),
                           reading, depth + 1);
    }
    add_value(std::move(value));
}

}  // namespace pgoscope::sql
