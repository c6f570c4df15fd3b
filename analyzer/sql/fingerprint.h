#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace pgoscope::sql {

/// XXH3-64, unseeded, of the normalized text: the same on every machine and in every run.
[[nodiscard]] std::uint64_t fingerprint(std::string_view normalised) noexcept;

/// A fingerprint as it is shown: 16 lower-case hexadecimal digits.
class FingerprintText {
  public:
    explicit FingerprintText(std::uint64_t fingerprint) noexcept;
    [[nodiscard]] std::string_view view() const noexcept {
        return {digits_.data(), digits_.size()};
    }

  private:
    std::array<char, 16> digits_{};
};

}  // namespace pgoscope::sql
