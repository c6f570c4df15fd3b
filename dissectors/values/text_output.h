#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "dissectors/bytes.h"
#include "dissectors/values/value_text.h"

namespace pgoscope::dissectors {

/// Where the decoders of one value write: the end of the caller's string, up to a limit. Beyond it
/// writes are dropped, and loops over untrusted counts stop as soon as it is `full()`.
class TextOutput {
  public:
    TextOutput(std::string& text, const ValueOptions& options);

    void put(char character);
    void put(std::string_view text);
    void put(Bytes text) { put(as_text(text)); }
    void put_repeated(char character, std::size_t count);
    /// Decimal, at least `width` digits.
    void put_decimal(std::uint64_t number, std::size_t width = 1);
    template <std::signed_integral T>
    void put_signed(T number) {
        const auto wide = static_cast<std::int64_t>(number);
        if (wide < 0) put('-');
        const auto magnitude = static_cast<std::uint64_t>(wide);
        put_decimal(wide < 0 ? 0 - magnitude : magnitude);
    }
    /// Lower-case hex, two digits a byte.
    void put_hex(Bytes bytes);
    /// `\x` and hex in place of the text of a type that is not known.
    void put_raw(Bytes bytes);

    /// Something did not fit; the rest of the value need not be looked at.
    [[nodiscard]] bool full() const noexcept { return full_; }
    [[nodiscard]] bool integer_datetimes() const noexcept { return integer_datetimes_; }
    [[nodiscard]] const TypeNames* names() const noexcept { return names_; }

    /// Where the next character goes, to name a stretch of text later.
    [[nodiscard]] std::size_t position() const noexcept { return text_.size(); }
    [[nodiscard]] std::string_view text_since(std::size_t start) const;

    /// How a quote or backslash inside quotes is written: after a backslash (arrays), or twice
    /// (composites and ranges).
    enum class Escape : std::uint8_t { backslash, doubling };
    /// Puts what was written since `start` into double quotes.
    void quote_since(std::size_t start, Escape escape);

    /// Enters a nested value; false when that would be too deep. A call that returned true is
    /// followed by `ascend`.
    [[nodiscard]] bool descend() noexcept;
    void ascend() noexcept { --depth_; }

    /// Ends a cut text with `...`, at the end of a character of UTF-8.
    void mark_if_full();
    /// Ends the value: a malformed one is taken back, a cut one marked.
    [[nodiscard]] ValueText finish(bool well_formed);

  private:
    std::string& text_;
    std::size_t start_;
    std::size_t limit_;
    int depth_ = 0;
    const TypeNames* names_;
    bool integer_datetimes_;
    bool full_ = false;
    bool raw_ = false;
};

}  // namespace pgoscope::dissectors
