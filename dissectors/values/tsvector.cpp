#include <string_view>

#include "dissectors/values/decoders.h"
#include "dissectors/values/lexeme.h"

namespace pgoscope::dissectors::decode {
namespace {

constexpr std::uint64_t min_lexeme_size = 3;  // the NUL of its word and the count of positions

// The weight in the two high bits; `D` is the default and not shown.
void put_position(unsigned position, TextOutput& out) {
    constexpr std::string_view weights = "DCBA";
    out.put_decimal(position & 0x3FFFU);
    const auto weight = weights[position >> 14U];
    if (weight != 'D') out.put(weight);
}

}  // namespace

void tsvector(ByteReader& in, TextOutput& out) {
    const auto count = in.u32();
    if (count > in.remaining() / min_lexeme_size) return in.fail();
    for (std::uint32_t i = 0; i < count && in.ok() && !out.full(); ++i) {
        if (i > 0) out.put(' ');
        put_lexeme(in.c_string(), out);
        const auto positions = in.u16();
        for (std::uint16_t j = 0; j < positions && in.ok() && !out.full(); ++j) {
            out.put(j == 0 ? ':' : ',');
            put_position(in.u16(), out);
        }
    }
}

}  // namespace pgoscope::dissectors::decode
