#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "dissectors/bytes.h"

namespace pgoscope::dissectors::json {

struct Token {
    enum class Kind : std::uint8_t {
        begin_object,
        end_object,
        begin_array,
        end_array,
        key,
        string,
        scalar,  ///< a number, `true`, `false` or `null`, as written
    };
    Kind kind;
    /// Of a key, a string or a scalar, up to `longest_text` bytes; valid until the next call. The
    /// escapes of one letter are resolved, `\uXXXX` stays as it is written.
    std::string_view text;
    /// Containers that are open: one that begins or ends counts itself.
    std::size_t depth;
    /// `text` is only the beginning.
    bool cut;
};

/// Reads JSON that arrives in pieces, in constant memory: a text of any size, one after the other.
/// It is tolerant of commas and white space and does not check numbers; what cannot be followed at
/// all (brackets that do not match, nesting beyond `deepest`) ends it for good.
class Tokenizer {
  public:
    static constexpr std::size_t longest_text = 256;
    static constexpr std::size_t deepest = 1024;

    /// The next token that ends in `piece`, which is shortened by what was read. Nothing means that
    /// the piece is used up.
    [[nodiscard]] std::optional<Token> next(Bytes& piece) noexcept;

    /// What came is not JSON; the rest of the input is passed over.
    [[nodiscard]] bool broken() const noexcept { return broken_; }
    [[nodiscard]] std::size_t depth() const noexcept { return depth_; }

  private:
    enum class State : std::uint8_t { between, string, escape, scalar };

    [[nodiscard]] std::optional<Token> between_tokens(char character) noexcept;
    [[nodiscard]] std::optional<Token> open(bool object) noexcept;
    [[nodiscard]] std::optional<Token> close(bool object) noexcept;
    void in_string(char character) noexcept;
    void start_text(State state) noexcept;
    void put(char character) noexcept;
    [[nodiscard]] Token text_token(Token::Kind kind) noexcept;
    [[nodiscard]] bool in_object() const noexcept { return depth_ > 0 && is_object_[depth_ - 1]; }

    std::bitset<deepest> is_object_;  // of each open container, from outside
    std::size_t depth_ = 0;
    std::array<char, longest_text> text_{};
    std::size_t length_ = 0;
    State state_ = State::between;
    bool cut_ = false;
    bool after_colon_ = false;
    bool broken_ = false;
};

}  // namespace pgoscope::dissectors::json
