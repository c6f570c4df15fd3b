#include <string_view>

#include "dissectors/values/decoders.h"

namespace pgoscope::dissectors::decode {
namespace {

constexpr std::uint64_t point_size = 16;

// `count` points with commas between them.
void put_points(std::uint32_t count, ByteReader& in, TextOutput& out) {
    for (std::uint32_t i = 0; i < count && !out.full(); ++i) {
        if (i > 0) out.put(',');
        point(in, out);
    }
}

// A count of points, then exactly those.
void put_counted_points(ByteReader& in, TextOutput& out, std::string_view brackets) {
    const auto count = in.i32();
    if (count <= 0 || static_cast<std::uint64_t>(count) * point_size != in.remaining()) {
        return in.fail();
    }
    out.put(brackets.front());
    put_points(static_cast<std::uint32_t>(count), in, out);
    out.put(brackets.back());
}

}  // namespace

void point(ByteReader& in, TextOutput& out) {
    out.put('(');
    float8(in, out);
    out.put(',');
    float8(in, out);
    out.put(')');
}

void lseg(ByteReader& in, TextOutput& out) {
    out.put('[');
    put_points(2, in, out);
    out.put(']');
}

void box(ByteReader& in, TextOutput& out) {
    put_points(2, in, out);
}

void line(ByteReader& in, TextOutput& out) {
    out.put('{');
    float8(in, out);
    out.put(',');
    float8(in, out);
    out.put(',');
    float8(in, out);
    out.put('}');
}

void circle(ByteReader& in, TextOutput& out) {
    out.put('<');
    point(in, out);
    out.put(',');
    float8(in, out);
    out.put('>');
}

void path(ByteReader& in, TextOutput& out) {
    const bool closed = in.u8() != 0;
    put_counted_points(in, out, closed ? "()" : "[]");
}

void polygon(ByteReader& in, TextOutput& out) {
    put_counted_points(in, out, "()");
}

}  // namespace pgoscope::dissectors::decode
