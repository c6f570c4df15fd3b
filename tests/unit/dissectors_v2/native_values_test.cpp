#include "dissectors/v2/native_values.h"

#include <string>

#include <catch2/catch.hpp>

#include "dissectors/tables/type_table.h"
#include "vector_file.h"

using pgoscope::dissectors::oid_of;
namespace v2 = pgoscope::dissectors::v2;

namespace {

constexpr auto little = std::endian::little;
constexpr auto big = std::endian::big;

std::string text_of(std::uint32_t type, std::endian order, const std::string& hex) {
    std::string text;
    const auto result = v2::append_native_text(type, order, from_hex(hex), text);
    using Form = pgoscope::dissectors::ValueText::Form;
    return result.form == Form::malformed ? "malformed" : text;
}

}  // namespace

TEST_CASE("values as the server has them in memory, in either byte order") {
    CHECK(text_of(oid_of("int4"), little, "02000000") == "2");
    CHECK(text_of(oid_of("int4"), big, "00000002") == "2");
    CHECK(text_of(oid_of("int2"), little, "feff") == "-2");
    CHECK(text_of(oid_of("int8"), little, "0100000001000000") == "4294967297");
    CHECK(text_of(oid_of("oid"), little, "ffffffff") == "4294967295");
    CHECK(text_of(oid_of("float8"), little, "000000000000e03f") == "0.5");
    CHECK(text_of(oid_of("float4"), big, "3f000000") == "0.5");
    CHECK(text_of(oid_of("date"), little, "79220000") == "2024-02-29");
    // Of PostgreSQL 7.3 on x86.
    CHECK(text_of(oid_of("timestamp"), little, "00000090ff718041") == "2001-02-03 04:05:06");
    CHECK(text_of(oid_of("timestamptz"), big, "418071ff90000000") == "2001-02-03 04:05:06+00");
    CHECK(text_of(oid_of("bool"), little, "01") == "t");
    CHECK(text_of(oid_of("text"), big, "78797a") == "xyz");
    CHECK(text_of(oid_of("name"), little, "616200000000") == "ab");
    CHECK(text_of(oid_of("name"), little, "").empty());
}

TEST_CASE("what is no value of its type, or of a type without a known form, is malformed") {
    CHECK(text_of(oid_of("int4"), little, "020000") == "malformed");
    CHECK(text_of(oid_of("int4"), little, "") == "malformed");
    CHECK(text_of(oid_of("float8"), big, "0000") == "malformed");
    CHECK(text_of(oid_of("numeric"), little, "0000") == "malformed");
    CHECK(text_of(0, little, "00") == "malformed");
}

TEST_CASE("values tell the byte order by being small") {
    const auto evidence = [](std::uint32_t type, const std::string& hex) {
        return v2::byte_order_evidence(type, from_hex(hex));
    };
    CHECK(evidence(oid_of("int4"), "02000000") == 1);
    CHECK(evidence(oid_of("int4"), "00000002") == -1);
    CHECK(evidence(oid_of("int2"), "ffff") == 0);
    CHECK(evidence(oid_of("int8"), "feffffffffffffff") == 1);
    CHECK(evidence(oid_of("date"), "00002279") == -1);
    CHECK(evidence(oid_of("float8"), "000000000000e03f") == 1);
    CHECK(evidence(oid_of("timestamp"), "00000090ff718041") == 1);
    CHECK(evidence(oid_of("float4"), "40880000") == -1);
    CHECK(evidence(oid_of("oid"), "02000000") == 0);
    CHECK(evidence(oid_of("text"), "02000000") == 0);
    CHECK(evidence(oid_of("int4"), "02") == 0);
}
