#include "dissectors/hyper/values.h"

#include <algorithm>
#include <array>
#include <bit>
#include <string_view>

#include "dissectors/tables/type_table.h"
#include "dissectors/values/clock_text.h"
#include "dissectors/values/date_text.h"
#include "dissectors/values/decoders.h"
#include "dissectors/values/floating_point.h"
#include "dissectors/values/numeric_modifier.h"
#include "dissectors/values/scaled_integer.h"

namespace pgoscope::dissectors::hyper {
namespace {

constexpr std::uint32_t widest_narrow_precision = 18;

void int2(ByteReader& in, TextOutput& out) {
    out.put_signed(static_cast<std::int16_t>(in.little_endian<std::uint16_t>()));
}
void int4(ByteReader& in, TextOutput& out) {
    out.put_signed(static_cast<std::int32_t>(in.little_endian<std::uint32_t>()));
}
void int8(ByteReader& in, TextOutput& out) {
    out.put_signed(static_cast<std::int64_t>(in.little_endian<std::uint64_t>()));
}
void oid(ByteReader& in, TextOutput& out) {
    out.put_decimal(in.little_endian<std::uint32_t>());
}
void float4(ByteReader& in, TextOutput& out) {
    put_shortest(std::bit_cast<float>(in.little_endian<std::uint32_t>()), out);
}
void float8(ByteReader& in, TextOutput& out) {
    put_shortest(std::bit_cast<double>(in.little_endian<std::uint64_t>()), out);
}

void date(ByteReader& in, TextOutput& out) {
    const std::int64_t julian_day = in.little_endian<std::uint32_t>();
    if (!put_date(julian_day - julian_day_of_2000, out)) in.fail();
}

void time(ByteReader& in, TextOutput& out) {
    const auto microseconds = static_cast<std::int64_t>(in.little_endian<std::uint64_t>());
    if (!put_time_of_day(microseconds, out)) in.fail();
}

void put_julian_timestamp(ByteReader& in, std::string_view zone, TextOutput& out) {
    constexpr auto microseconds_of_2000 = julian_day_of_2000 * microseconds_per_day;
    const auto microseconds = static_cast<std::int64_t>(in.little_endian<std::uint64_t>());
    if (microseconds < 0 || !put_timestamp(microseconds - microseconds_of_2000, zone, out))
        in.fail();
}
void timestamp(ByteReader& in, TextOutput& out) {
    put_julian_timestamp(in, "", out);
}
void timestamptz(ByteReader& in, TextOutput& out) {
    put_julian_timestamp(in, "+00", out);
}

void interval(ByteReader& in, TextOutput& out) {
    const auto microseconds = static_cast<std::int64_t>(in.little_endian<std::uint64_t>());
    const auto days = static_cast<std::int32_t>(in.little_endian<std::uint32_t>());
    const auto months = static_cast<std::int32_t>(in.little_endian<std::uint32_t>());
    put_interval(microseconds, days, months, out);
}

void numeric(ByteReader& in, std::size_t scale, TextOutput& out) {
    const bool narrow = in.remaining() == sizeof(std::uint64_t);
    const auto low = in.little_endian<std::uint64_t>();
    const auto sign_bits = (low >> 63U) != 0 ? ~std::uint64_t{0} : 0;
    const auto high = narrow ? sign_bits : in.little_endian<std::uint64_t>();
    if (!in.finished() || scale > longest_scale) return in.fail();
    put_scaled_integer({.high = high, .low = low}, scale, out);
}

struct Layout {
    std::uint32_t oid;
    std::uint32_t width;  // bytes; 0 = any
    Decoder decoder;
};
// `char` is a text here, unlike PostgreSQL's type of that OID.
constexpr auto layouts = std::to_array<Layout>({
    {oid_of("bool"), 1, decode::boolean},
    {oid_of("int2"), 2, int2},
    {oid_of("int4"), 4, int4},
    {oid_of("int8"), 8, int8},
    {oid_of("oid"), 4, oid},
    {oid_of("float4"), 4, float4},
    {oid_of("float8"), 8, float8},
    {oid_of("date"), 4, date},
    {oid_of("time"), 8, time},
    {oid_of("timestamp"), 8, timestamp},
    {oid_of("timestamptz"), 8, timestamptz},
    {oid_of("interval"), 16, interval},
    {oid_of("char"), 0, decode::text},
    {oid_of("text"), 0, decode::text},
    {oid_of("varchar"), 0, decode::text},
    {oid_of("bpchar"), 0, decode::text},
    {oid_of("json"), 0, decode::text},
    {oid_of("bytea"), 0, decode::bytea},
    {geography_oid, 0, decode::bytea},
});

const Layout* find_layout(std::uint32_t type_oid) noexcept {
    const auto* const found = std::ranges::find(layouts, type_oid, &Layout::oid);
    return found != layouts.end() ? found : nullptr;
}

bool print(std::uint32_t type_oid, std::int32_t type_modifier, Bytes value, TextOutput& out) {
    if (type_oid == oid_of("numeric")) {
        ByteReader in(value);
        numeric(in, numeric_scale(type_modifier), out);
        return in.ok();
    }
    const auto* const layout = find_layout(type_oid);
    if (layout != nullptr) return print_with(layout->decoder, value, out);
    out.put_raw(value);
    return true;
}

}  // namespace

std::uint32_t fixed_width(std::uint32_t type_oid, std::int32_t type_modifier) noexcept {
    if (type_oid == oid_of("numeric"))
        return numeric_precision(type_modifier) <= widest_narrow_precision ? 8 : 16;
    const auto* const layout = find_layout(type_oid);
    return layout != nullptr ? layout->width : 0;
}

ValueText append_text(std::uint32_t type_oid, std::int32_t type_modifier, Bytes value,
                      std::string& out, const ValueOptions& options) {
    TextOutput text(out, options);
    return text.finish(print(type_oid, type_modifier, value, text));
}

}  // namespace pgoscope::dissectors::hyper
