#include <algorithm>
#include <array>

#include "dissectors/values/decoders.h"

namespace pgoscope::dissectors::decode {
namespace {

enum class Sign : std::uint16_t {
    positive = 0x0000,
    negative = 0x4000,
    not_a_number = 0xC000,
    positive_infinity = 0xD000,
    negative_infinity = 0xF000,
};

constexpr std::uint16_t max_scale = 0x3FFF;
constexpr std::uint16_t base = 10'000;
constexpr int digits_per_group = 4;

// sum of group[i] * 10000^(weight - i), shown with `scale` decimal digits after the point.
class Groups {
  public:
    Groups(Bytes bytes, int weight, int scale) : bytes_(bytes), weight_(weight), scale_(scale) {}

    [[nodiscard]] int count() const { return static_cast<int>(bytes_.size() / 2); }
    [[nodiscard]] int weight() const { return weight_; }

    [[nodiscard]] bool valid() const {
        for (int i = 0; i < count(); ++i) {
            if (at(i) >= base) return false;
        }
        return true;
    }

    // The group that counts 10000^power; zero beyond those that were sent.
    [[nodiscard]] std::uint16_t of_power(int power) const {
        const auto index = weight_ - power;
        return index >= 0 && index < count() ? at(index) : std::uint16_t{0};
    }

    // How many digits of the group that counts 10000^power the scale shows.
    [[nodiscard]] int digits_shown(int power) const {
        if (power >= 0) return digits_per_group;
        return std::clamp(scale_ + digits_per_group * (power + 1), 0, digits_per_group);
    }

    // Only what is shown counts: a server cuts digits beyond the scale before it looks at the sign.
    [[nodiscard]] bool shows_zero() const {
        for (int i = 0; i < count(); ++i) {
            if (leading(at(i), digits_shown(weight_ - i)) != 0) return false;
        }
        return true;
    }

    // The first digits of a group: (1234, 2) -> 12.
    [[nodiscard]] static std::uint16_t leading(std::uint16_t group, int digits) {
        constexpr std::array<std::uint16_t, digits_per_group + 1> divisors{10'000, 1000, 100, 10,
                                                                           1};
        return static_cast<std::uint16_t>(group / divisors.at(static_cast<std::size_t>(digits)));
    }

  private:
    [[nodiscard]] std::uint16_t at(int index) const {
        const auto offset = static_cast<std::size_t>(index) * 2;
        return static_cast<std::uint16_t>(bytes_[offset] << 8U | bytes_[offset + 1]);
    }

    Bytes bytes_;
    int weight_;
    int scale_;
};

void put_integer_part(const Groups& groups, TextOutput& out) {
    auto power = groups.weight();
    const auto last_sent = groups.weight() - groups.count() + 1;
    while (power >= std::max(last_sent, 0) && groups.of_power(power) == 0)
        --power;
    if (power < std::max(last_sent, 0)) return out.put('0');
    out.put_decimal(groups.of_power(power));
    while (--power >= 0 && !out.full())
        out.put_decimal(groups.of_power(power), digits_per_group);
}

void put_fraction(const Groups& groups, TextOutput& out) {
    for (int power = -1; groups.digits_shown(power) > 0 && !out.full(); --power) {
        const auto digits = groups.digits_shown(power);
        out.put_decimal(Groups::leading(groups.of_power(power), digits),
                        static_cast<std::size_t>(digits));
    }
}

}  // namespace

void numeric(ByteReader& in, TextOutput& out) {
    const auto count = in.u16();
    const auto weight = in.i16();
    const auto sign = in.u16();
    const auto scale = in.u16();
    const Groups groups(in.bytes(std::uint64_t{count} * 2), weight, scale);
    if (!in.ok() || !groups.valid()) return in.fail();

    switch (Sign{sign}) {
        case Sign::not_a_number:
            return out.put("NaN");
        case Sign::positive_infinity:
            return out.put("Infinity");
        case Sign::negative_infinity:
            return out.put("-Infinity");
        case Sign::positive:
        case Sign::negative:
            break;
        default:
            return in.fail();
    }
    if (scale > max_scale) return in.fail();

    if (Sign{sign} == Sign::negative && !groups.shows_zero()) out.put('-');
    put_integer_part(groups, out);
    if (scale > 0) {
        out.put('.');
        put_fraction(groups, out);
    }
}

}  // namespace pgoscope::dissectors::decode
