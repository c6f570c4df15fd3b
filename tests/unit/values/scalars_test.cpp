#include <bit>
#include <cmath>
#include <limits>

#include <catch2/catch.hpp>

#include "dissectors/values/value_text.h"
#include "value_samples.h"

using namespace pgoscope::dissectors;

namespace {

template <typename Integer>
std::string text_of_bits(std::string_view type, Integer bits) {
    std::vector<std::uint8_t> bytes;
    for (std::size_t i = sizeof bits; i-- > 0;) {
        bytes.push_back(static_cast<std::uint8_t>(bits >> (8 * i)));
    }
    std::string text;
    const auto result = append_text(oid_by_name(type), bytes, text);
    return result.form == ValueText::Form::malformed ? "malformed" : text;
}

std::string float8(double number) {
    return text_of_bits("float8", std::bit_cast<std::uint64_t>(number));
}
std::string float4(float number) {
    return text_of_bits("float4", std::bit_cast<std::uint32_t>(number));
}

}  // namespace

TEST_CASE("float8 as the server prints it") {
    CHECK(float8(0) == "0");
    CHECK(float8(-0.0) == "-0");
    CHECK(float8(1e20) == "1e+20");
    CHECK(float8(1e15) == "1e+15");
    CHECK(float8(123456789012345) == "123456789012345");
    CHECK(float8(100000000000000) == "100000000000000");
    CHECK(float8(0.0001) == "0.0001");
    CHECK(float8(0.00001) == "1e-05");
    CHECK(float8(0.1 + 0.2) == "0.30000000000000004");
    CHECK(float8(-1234.5) == "-1234.5");
    CHECK(float8(1.7976931348623157e308) == "1.7976931348623157e+308");
    CHECK(float8(5e-324) == "5e-324");
    CHECK(float8(NAN) == "NaN");
    CHECK(float8(-INFINITY) == "-Infinity");
    CHECK(float8(INFINITY) == "Infinity");
}

TEST_CASE("a decimal halfway between two floats is not short enough to be unique") {
    // 2.751541598915831e+16 would do if every reader rounded ties to even.
    CHECK(float8(27515415989158312.0) == "2.7515415989158312e+16");
    CHECK(float8(-27515415989158312.0) == "-2.7515415989158312e+16");
    CHECK(float4(110357264.0F) == "1.10357264e+08");
    // Below a power of two the neighbors are nearer: this one is not halfway.
    CHECK(float8(36028797018963968.0) == "3.602879701896397e+16");
    CHECK(float8(9.5367431640625e-07) == "9.5367431640625e-07");
    CHECK(float4(16777216) == "1.6777216e+07");
    CHECK(float4(33554432) == "3.3554432e+07");
    CHECK(float4(8589934592.0F) == "8.589935e+09");
}

TEST_CASE("float4 as the server prints it") {
    CHECK(float4(1) == "1");
    CHECK(float4(0.1F) == "0.1");
    CHECK(float4(100000) == "100000");
    CHECK(float4(999999) == "999999");
    CHECK(float4(1000000) == "1e+06");
    CHECK(float4(0.0001F) == "0.0001");
    CHECK(float4(0.00001F) == "1e-05");
    CHECK(float4(3.4028235e38F) == "3.4028235e+38");
    CHECK(float4(1e-45F) == "1e-45");
    CHECK(float4(-0.0F) == "-0");
}

TEST_CASE("integers to their ends") {
    CHECK(text_of("int2", "8000") == "-32768");
    CHECK(text_of("int4", "80000000") == "-2147483648");
    CHECK(text_of("int8", "8000000000000000") == "-9223372036854775808");
    CHECK(text_of("int8", "7fffffffffffffff") == "9223372036854775807");
    CHECK(text_of("oid", "ffffffff") == "4294967295");
    CHECK(text_of("xid8", "ffffffffffffffff") == "18446744073709551615");
    CHECK(text_of("int4", "000000") == "malformed");
    CHECK(text_of("int4", "0000000000") == "malformed");
}

TEST_CASE("references into the catalog stay numbers") {
    CHECK(text_of("regclass", "0000404d") == "16461");
    CHECK(text_of("regclass", "00000000") == "-");
    CHECK(text_of("regoper", "00000000") == "0");
}

TEST_CASE("money has separators") {
    CHECK(text_of("money", "0000000000000000") == "$0.00");
    CHECK(text_of("money", "000000000001e240") == "$1,234.56");
    CHECK(text_of("money", "ffffffffffffffff") == "-$0.01");
    CHECK(text_of("money", "0000000005f5e100") == "$1,000,000.00");
    CHECK(text_of("money", "8000000000000000") == "-$92,233,720,368,547,758.08");
    CHECK(text_of("money", "000004d2") == "$12.34");
}

TEST_CASE("numeric keeps its scale") {
    CHECK(text_of("numeric", "0000 0000 0000 0002") == "0.00");
    CHECK(text_of("numeric", "0001 0000 0000 0003 0001") == "1.000");
    CHECK(text_of("numeric", "0001 0001 0000 0000 0001") == "10000");
    CHECK(text_of("numeric", "0002 0000 0000 0006 0001 0005") == "1.000500");
    CHECK(text_of("numeric", "0001 ffff 4000 0001 1388") == "-0.5");
    CHECK(text_of("numeric", "0001 fffe 0000 0006 0064") == "0.000001");
    CHECK(text_of("numeric", "0001 0002 0000 0001 0007") == "700000000.0");
    CHECK(text_of("numeric", "0001 0000 0000 0000 2710") == "malformed");
    CHECK(text_of("numeric", "0001 0000 1000 0000 0001") == "malformed");
    CHECK(text_of("numeric", "0001 0000 0000 4000 0001") == "malformed");
    CHECK(text_of("numeric", "ffff 0000 0000 0000 0001") == "malformed");
}

TEST_CASE("numeric digits that the scale hides are cut") {
    CHECK(text_of("numeric", "0002 0000 0000 0002 0001 270f") == "1.99");
    CHECK(text_of("numeric", "0001 ffff 4000 0001 0001") == "0.0");
    CHECK(text_of("numeric", "0003 0002 0000 0000 0000 0000 0007") == "7");
}

TEST_CASE("a numeric of the largest weight is printed up to the limit") {
    std::string text;
    const auto bytes = from_hex("0001 7fff 0000 3fff 0009");
    const auto result = append_text(1700U, bytes, text, {.max_length = 100});
    CHECK(result == ValueText{ValueText::Form::text, true});
    CHECK(text == "9" + std::string(96, '0') + "...");
    text.clear();
    CHECK_FALSE(append_text(1700U, bytes, text, {.max_length = 1'000'000}).truncated);
    CHECK(text.size() == 1 + 4 * 32'767 + 1 + 16'383);
}

TEST_CASE("text and bytes") {
    CHECK(text_of("text", "").empty());
    CHECK(text_of("varchar", "c3a9ff0a") == "\xc3\xa9\xff\n");
    CHECK(text_of("bytea", "") == "\\x");
    CHECK(text_of("bytea", "00ff10") == "\\x00ff10");
    CHECK(text_of("bool", "00") == "f");
    CHECK(text_of("char", "00").empty());
    CHECK(text_of("char", "ff") == "\\377");
    CHECK(text_of("jsonb", "022261") == "malformed");
    CHECK(text_of("void", "").empty());
    CHECK(text_of("void", "00") == "malformed");
}

TEST_CASE("bit strings") {
    CHECK(text_of("varbit", "00000000").empty());
    CHECK(text_of("varbit", "00000008 a5") == "10100101");
    CHECK(text_of("varbit", "00000009 a580") == "101001011");
    CHECK(text_of("varbit", "00000009 a5") == "malformed");
    CHECK(text_of("varbit", "ffffffff") == "malformed");
    CHECK(text_of("varbit", "7fffffff") == "malformed");
}

TEST_CASE("addresses") {
    CHECK(text_of("inet", "02200004 0a000001") == "10.0.0.1");
    CHECK(text_of("cidr", "02200104 0a000001") == "10.0.0.1/32");
    CHECK(text_of("inet", "03800010 00000000000000000000000000000000") == "::");
    CHECK(text_of("inet", "03400010 20010db8000000000001000000000001") == "2001:db8::1:0:0:1/64");
    CHECK(text_of("inet", "03800010 00000000000000000000ffff01020304") == "::ffff:1.2.3.4");
    CHECK(text_of("inet", "03800010 00000000000000000000000001020304") == "::1.2.3.4");
    CHECK(text_of("inet", "03800010 00010000000200000003000000040000") == "1:0:2:0:3:0:4:0");
    CHECK(text_of("cidr", "03800110 00010002000300040005000600000000") == "1:2:3:4:5:6::/128");
    CHECK(text_of("inet", "02210004 0a000001") == "malformed");
    CHECK(text_of("inet", "02200010 0a000001") == "malformed");
    CHECK(text_of("inet", "04200004 0a000001") == "malformed");
    CHECK(text_of("macaddr8", "08002b0102030405") == "08:00:2b:01:02:03:04:05");
}

TEST_CASE("what is not known is raw") {
    CHECK(text_of(16'384, "cafe") == "raw: \\xcafe");
    CHECK(text_of("pg_mcv_list", "01") == "raw: \\x01");
    CHECK(text_of("int4[]", "00000001 00000000 00004000 00000001 00000001 00000001 ff") ==
          "raw: {\"\\\\xff\"}");
    std::string text;
    CHECK(append_text(16'384U, from_hex("cafecafe"), text, {.max_length = 8}) ==
          ValueText{ValueText::Form::raw, true});
    CHECK(text == "\\xcaf...");
}

TEST_CASE("a cut does not split a character of UTF-8") {
    std::string text;
    const auto euro_signs = from_hex("e282ac e282ac e282ac");
    CHECK(append_text(25U, euro_signs, text, {.max_length = 8}).truncated);
    CHECK(text == "\xe2\x82\xac...");
}
