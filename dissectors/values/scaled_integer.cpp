#include "dissectors/values/scaled_integer.h"

#include <array>
#include <string_view>

namespace pgoscope::dissectors {
namespace {

/// A magnitude of 128 bits, in 32-bit limbs so that a limb and a remainder fit 64 bits.
class Magnitude {
  public:
    explicit Magnitude(WideInteger bits) noexcept
        : limbs_{upper(bits.high), lower(bits.high), upper(bits.low), lower(bits.low)} {}

    [[nodiscard]] bool zero() const noexcept { return limbs_ == decltype(limbs_){}; }

    /// Divides by ten, in place; returns the remainder.
    [[nodiscard]] unsigned take_digit() noexcept {
        std::uint64_t remainder = 0;
        for (auto& limb : limbs_) {
            const auto dividend = remainder << 32U | limb;
            limb = static_cast<std::uint32_t>(dividend / 10);
            remainder = dividend % 10;
        }
        return static_cast<unsigned>(remainder);
    }

  private:
    [[nodiscard]] static std::uint32_t upper(std::uint64_t bits) noexcept {
        return static_cast<std::uint32_t>(bits >> 32U);
    }
    [[nodiscard]] static std::uint32_t lower(std::uint64_t bits) noexcept {
        return static_cast<std::uint32_t>(bits);
    }

    std::array<std::uint32_t, 4> limbs_;  // most significant first
};

WideInteger negated(WideInteger number) noexcept {
    return {.high = ~number.high + (number.low == 0 ? 1 : 0), .low = 0 - number.low};
}

}  // namespace

void put_scaled_integer(WideInteger number, std::size_t scale, TextOutput& out) {
    if ((number.high >> 63U) != 0) {
        out.put('-');
        number = negated(number);
    }
    std::array<char, longest_scale + 1> digits{};  // a zero may stand before the point
    auto at = digits.size();
    Magnitude magnitude(number);
    while (!magnitude.zero() || digits.size() - at <= scale)
        digits.at(--at) = static_cast<char>('0' + magnitude.take_digit());
    const auto text = std::string_view(digits.data(), digits.size()).substr(at);
    out.put(text.substr(0, text.size() - scale));
    if (scale == 0) return;
    out.put('.');
    out.put(text.substr(text.size() - scale));
}

}  // namespace pgoscope::dissectors
