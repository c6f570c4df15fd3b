#include <limits>
#include <string_view>

#include "dissectors/values/clock_text.h"
#include "dissectors/values/decoders.h"

namespace pgoscope::dissectors::decode {
namespace {

// IntervalStyle postgres, as the server's EncodeInterval writes it: units that are zero are left
// out, and a positive part after a negative one bears its sign.
class IntervalText {
  public:
    explicit IntervalText(TextOutput& out) : out_(out) {}

    void put_unit(std::int32_t count, std::string_view unit) {
        if (count == 0) return;
        if (!empty_) out_.put(' ');
        if (after_negative_ && count > 0) out_.put('+');
        out_.put_signed(count);
        out_.put(' ');
        out_.put(unit);
        if (count != 1) out_.put('s');
        after_negative_ = count < 0;
        empty_ = false;
    }

    void put_time(std::int64_t microseconds) {
        if (microseconds == 0 && !empty_) return;
        if (!empty_) out_.put(' ');
        if (microseconds < 0) {
            out_.put('-');
        } else if (after_negative_) {
            out_.put('+');
        }
        const auto bits = static_cast<std::uint64_t>(microseconds);
        put_clock(microseconds < 0 ? 0 - bits : bits, out_);
    }

  private:
    TextOutput& out_;
    bool empty_ = true;
    bool after_negative_ = false;
};

}  // namespace

void interval(ByteReader& in, TextOutput& out) {
    const bool before_8_1 = in.remaining() == 12;  // had no days of their own
    const auto microseconds = read_microseconds(in, out);
    const auto days = before_8_1 ? 0 : in.i32();
    const auto months = in.i32();
    // Since 17 infinity is the extreme of every field; before, nobody wrote such intervals.
    using Wide = std::numeric_limits<std::int64_t>;
    using Narrow = std::numeric_limits<std::int32_t>;
    if (microseconds == Wide::max() && days == Narrow::max() && months == Narrow::max()) {
        return out.put("infinity");
    }
    if (microseconds == Wide::min() && days == Narrow::min() && months == Narrow::min()) {
        return out.put("-infinity");
    }

    IntervalText text(out);
    text.put_unit(months / 12, "year");
    text.put_unit(months % 12, "mon");
    text.put_unit(days, "day");
    text.put_time(microseconds);
}

}  // namespace pgoscope::dissectors::decode
