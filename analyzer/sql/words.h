#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "analyzer/sql/byte_class.h"
#include "analyzer/sql/lexer.h"

namespace pgoscope::sql {

/// The words of one statement, folded as the server folds them.
class Words {
  public:
    explicit Words(std::string_view sql, Reading reading = {}) : lexer_(sql, reading) { advance(); }

    [[nodiscard]] bool at(TokenKind kind) const { return token_.kind == kind; }
    [[nodiscard]] std::string_view text() const { return token_.text(); }
    [[nodiscard]] bool ended() const { return at(TokenKind::end) || at(TokenKind::semicolon); }

    void advance() { token_ = lexer_.next(); }

    [[nodiscard]] bool is(std::string_view word) const {
        return at(TokenKind::identifier) &&
               std::equal(token_.text().begin(), token_.text().end(), word.begin(), word.end(),
                          [](char left, char right) { return fold(left) == right; });
    }
    [[nodiscard]] bool is_any(std::span<const std::string_view> words) const {
        return std::any_of(words.begin(), words.end(), [&](auto word) { return is(word); });
    }
    /// Passes over `word` when it stands here.
    bool accept(std::string_view word) {
        if (!is(word)) return false;
        advance();
        return true;
    }
    bool accept(TokenKind kind) {
        if (!at(kind)) return false;
        advance();
        return true;
    }
    /// Behind the parenthesis that closes the one that stands here, or at the end of the statement.
    void skip_parentheses() {
        std::uint32_t depth = 0;
        while (!ended()) {
            if (at(TokenKind::open_paren)) ++depth;
            if (accept(TokenKind::close_paren)) {
                if (--depth == 0) return;
            } else {
                advance();
            }
        }
    }

    /// The name that stands here; empty when it is no name.
    [[nodiscard]] std::string name() const {
        if (at(TokenKind::quoted_identifier)) return unquoted('"');
        if (!at(TokenKind::identifier)) return {};
        std::string folded(token_.text());
        std::transform(folded.begin(), folded.end(), folded.begin(), fold);
        return folded;
    }
    /// The same, and passes over it.
    std::string take_name() {
        auto taken = name();
        if (!taken.empty()) advance();
        return taken;
    }
    /// What the string constant that stands here says, if it is a plain one: `'...'`.
    [[nodiscard]] std::string string() const {
        return token_.text().starts_with('\'') ? unquoted('\'') : std::string{};
    }

  private:
    [[nodiscard]] std::string unquoted(char quote) const {
        std::string_view quoted = token_.text().substr(token_.text().find(quote) + 1);
        if (!lexer_.unterminated()) quoted = quoted.substr(0, quoted.rfind(quote));
        std::string bare;
        for (std::size_t i = 0; i < quoted.size(); ++i) {
            bare.push_back(quoted[i]);
            if (quoted[i] == quote) ++i;  // a doubled quote stands for one
        }
        return bare;
    }

    Lexer lexer_;
    Token token_;
};

}  // namespace pgoscope::sql
