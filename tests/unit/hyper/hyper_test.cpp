#include <catch2/catch.hpp>

#include "dissectors/copy/format.h"
#include "dissectors/hyper/copy_reader.h"
#include "dissectors/hyper/values.h"
#include "dissectors/tables/type_table.h"
#include "tests/support/bytes_of.h"

using namespace pgoscope;
using namespace pgoscope::dissectors;

namespace {

std::string text_of(std::uint32_t type, std::string_view hex, std::int32_t modifier = -1) {
    std::string text;
    const auto result = hyper::append_text(type, modifier, bytes_of_hex(hex), text);
    if (result.form == ValueText::Form::malformed) return text + "malformed";
    return (result.form == ValueText::Form::raw ? "raw: " : "") + text;
}

constexpr std::int32_t numeric_modifier(std::int32_t precision, std::int32_t scale) {
    return (precision * 65536 + scale) + 4;
}

}  // namespace

TEST_CASE("Hyper's values are little-endian") {
    CHECK(text_of(oid_of("bool"), "01") == "t");
    CHECK(text_of(oid_of("int2"), "feff") == "-2");
    CHECK(text_of(oid_of("int4"), "2a000000") == "42");
    CHECK(text_of(oid_of("int8"), "0000000000000080") == "-9223372036854775808");
    CHECK(text_of(oid_of("oid"), "ffffffff") == "4294967295");
    CHECK(text_of(oid_of("float4"), "0000c03f") == "1.5");
    CHECK(text_of(oid_of("float8"), "9a9999999999b9bf") == "-0.1");
    CHECK(text_of(oid_of("text"), "6869") == "hi");
    CHECK(text_of(oid_of("char"), "6869") == "hi");
    CHECK(text_of(oid_of("bytea"), "00ff") == "\\x00ff");
    CHECK(text_of(oid_of("int4"), "2a0000") == "malformed");
    CHECK(text_of(oid_of("int4"), "2a00000000") == "malformed");
    CHECK(text_of(99999, "2a") == "raw: \\x2a");
}

TEST_CASE("Hyper counts days and times from the first Julian day") {
    CHECK(text_of(oid_of("date"), "59682500") == "2000-01-01");
    CHECK(text_of(oid_of("date"), "00000000") == "4714-11-24 BC");
    CHECK(text_of(oid_of("date"), "ffffffff") == "malformed");
    CHECK(text_of(oid_of("time"), "0826e68b0a000000") == "12:34:56.789");
    CHECK(text_of(oid_of("time"), "ffffffffffffffff") == "malformed");
    // 2451545 * 86400000000 = 0x02f0f...: 2000-01-01
    const auto microseconds = std::uint64_t{2'451'545} * 86'400'000'000 + 1;
    std::string hex;
    for (int i = 0; i < 8; ++i) {
        const auto byte = microseconds >> (8 * i) & 0xFFU;
        hex += "0123456789abcdef"[byte >> 4U];
        hex += "0123456789abcdef"[byte & 15U];
    }
    CHECK(text_of(oid_of("timestamp"), hex) == "2000-01-01 00:00:00.000001");
    CHECK(text_of(oid_of("timestamptz"), hex) == "2000-01-01 00:00:00.000001+00");
    CHECK(text_of(oid_of("timestamp"), "ffffffffffffffff") == "malformed");
    CHECK(text_of(oid_of("interval"), "80c08b6c03000000 03000000 0e000000") ==
          "1 year 2 mons 3 days 04:05:06");
}

TEST_CASE("Hyper's numerics are scaled integers") {
    const auto numeric = oid_of("numeric");
    CHECK(text_of(numeric, "d204000000000000", numeric_modifier(10, 2)) == "12.34");
    CHECK(text_of(numeric, "0500000000000000", numeric_modifier(10, 2)) == "0.05");
    CHECK(text_of(numeric, "0000000000000000", numeric_modifier(10, 2)) == "0.00");
    CHECK(text_of(numeric, "ffffffffffffffff", numeric_modifier(18, 3)) == "-0.001");
    CHECK(text_of(numeric, "0000000000000080", numeric_modifier(18, 0)) == "-9223372036854775808");
    CHECK(text_of(numeric, "d2040000000000000000000000000000", numeric_modifier(38, 2)) == "12.34");
    CHECK(text_of(numeric, "00000000000000000000000000000080", numeric_modifier(38, 38)) ==
          "-1.70141183460469231731687303715884105728");
    CHECK(text_of(numeric, "ffffffffffffffffffffffffffffff7f", numeric_modifier(38, 0)) ==
          "170141183460469231731687303715884105727");
    CHECK(text_of(numeric, "0100000000000000", numeric_modifier(10, 40)) == "malformed");
    CHECK(text_of(numeric, "01000000", numeric_modifier(10, 0)) == "malformed");
    CHECK(text_of(numeric, "0700000000000000", -1) == "7");
}

namespace {

std::string told(hyper::CopyReader& reader, const std::vector<Bytes>& pieces,
                 const std::vector<hyper::CopyColumn>& columns) {
    std::string text;
    for (auto piece : pieces)
        while (const auto row = reader.next(piece)) {
            text += std::to_string(row->bytes) + ":";
            for (std::size_t i = 0; i < row->values.size(); ++i) {
                text += ' ';
                if (row->values[i].null)
                    text += "NULL";
                else
                    (void)hyper::append_text(columns[i].type_oid, columns[i].type_modifier,
                                             row->values[i].bytes, text);
            }
            text += '\n';
        }
    return reader.broken() ? text + "broken" : text;
}

const std::vector<hyper::CopyColumn> columns{
    {oid_of("int4"), -1, false},
    {oid_of("text"), -1, true},
    {oid_of("numeric"), numeric_modifier(10, 2), true},
};

OwnedBytes stream_of(std::string_view rows) {
    auto stream = bytes_of(copy::hyper_signature);
    stream += bytes_of_hex(rows);
    return stream;
}

}  // namespace

TEST_CASE("a HyperBinary COPY, whatever its pieces") {
    const auto stream = stream_of(
        "01000000 00 02000000 6869 00 d204000000000000"
        "02000000 01 01"
        "03000000 00 00000000 01");
    for_every_split(stream, [](const auto& pieces) {
        hyper::CopyReader reader(columns);
        CHECK(told(reader, pieces, columns) == "20: 1 hi 12.34\n6: 2 NULL NULL\n10: 3  NULL\n");
        CHECK(reader.rows() == 3);
    });
}

TEST_CASE("HyperBinary that is cut, damaged, or of an unknown table") {
    hyper::CopyReader damaged(columns);
    CHECK(told(damaged, {stream_of("01000000 02")}, columns) == "broken");
    hyper::CopyReader not_hyper(columns);
    CHECK(told(not_hyper, {bytes_of("HPRCPX")}, columns) == "broken");

    hyper::CopyReader measured({});
    CHECK(told(measured, {stream_of("01000000 02")}, {}).empty());
    CHECK(measured.header_seen());

    hyper::CopyReader gap(columns);
    CHECK(told(gap, {stream_of("01000000 00 04000000 61")}, columns).empty());
    gap.skip(3);
    CHECK(told(gap, {bytes_of_hex("01 02000000 0101")}, columns) == "14:\n6: 2 NULL NULL\n");
    gap.skip(1);
    CHECK(gap.broken());

    std::mt19937 random(1);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same bytes every time
    for (int round = 0; round < 5000; ++round) {
        auto stream = stream_of({});
        stream += random_bytes(random, 60);
        hyper::CopyReader reader(columns);
        (void)told(reader, {stream}, columns);
        std::string text;
        for (const auto& type : {oid_of("numeric"), oid_of("date"), oid_of("interval")})
            (void)hyper::append_text(type, static_cast<std::int32_t>(random()),
                                     random_bytes(random, 17), text);
    }
}
