#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace pgoscope::dissectors {

/// A position in the write-ahead log: a byte offset since the cluster was made.
using Lsn = std::uint64_t;

/// An LSN as servers up to 18 print it, `16/B374D848`; kept without a heap.
class LsnText {
  public:
    explicit LsnText(Lsn lsn) noexcept;
    [[nodiscard]] std::string_view view() const noexcept { return {text_.data(), length_}; }

  private:
    std::array<char, 17> text_{};
    std::size_t length_ = 0;
};

/// Reads an LSN that any server printed: from 19 on the part behind the slash has eight digits.
[[nodiscard]] std::optional<Lsn> parse_lsn(std::string_view text) noexcept;

}  // namespace pgoscope::dissectors
