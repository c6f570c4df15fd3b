#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace pgoscope::sql {

/// What a message of the server has between quotes: `"..."`, or those of its translations. Views
/// into the text.
struct QuotedPart {
    std::size_t begin = 0;  ///< of what stands inside, blanks at its ends left out
    std::size_t end = 0;
    std::size_t behind = 0;    ///< where the text goes on
    std::string_view closing;  ///< the quote that ends it, or would if it were there
};

/// Finds the quoted parts of a message one by one, each at the first closing quote. A value is sent
/// with the quotes in it as they are, so that nothing but what it may be tells where it ends.
class MessageQuotes {
  public:
    /// `old`: from servers before 7.4, which quoted with `'` as well.
    MessageQuotes(std::string_view text, bool old) noexcept : text_(text), old_(old) {}

    /// The next part, nothing when there is none. A part that nothing closes ends with the text.
    [[nodiscard]] std::optional<QuotedPart> next() noexcept;

    /// A part that goes on to the last quote of any kind, or to the end of the text where there is
    /// none behind the beginning of `part`.
    [[nodiscard]] QuotedPart to_last_quote(QuotedPart part) const noexcept;

  private:
    std::string_view text_;
    bool old_;
    std::size_t position_ = 0;
};

}  // namespace pgoscope::sql
