#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace pgoscope::dissectors::replication {

struct CommandToken {
    enum class Kind : std::uint8_t { end, word, quoted_word, string, number, lsn, punctuation };
    Kind kind = Kind::end;
    /// Words in lower case; quoted words and strings without their quotes.
    std::string text;

    [[nodiscard]] bool is_name() const noexcept {
        return kind == Kind::word || kind == Kind::quoted_word;
    }
    [[nodiscard]] bool is_value() const noexcept {
        return kind == Kind::string || kind == Kind::number;
    }
    [[nodiscard]] bool is_word(std::string_view word) const noexcept {
        return kind == Kind::word && text == word;
    }
    [[nodiscard]] bool is_punctuation(char character) const noexcept {
        return kind == Kind::punctuation && text.front() == character;
    }
};

/// The lexical rules of the server's repl_scanner.l, which are simpler than those of SQL: no
/// comments, no escapes but a quote written twice.
class CommandLexer {
  public:
    explicit CommandLexer(std::string_view text) : rest_(text) { advance(); }

    [[nodiscard]] const CommandToken& current() const noexcept { return current_; }
    void advance();
    /// Takes the current token if it is that word.
    bool accept(std::string_view word);
    bool accept(char punctuation);

  private:
    [[nodiscard]] std::string quoted(char quote);
    [[nodiscard]] std::string take(std::size_t length);

    std::string_view rest_;
    CommandToken current_;
};

}  // namespace pgoscope::dissectors::replication
