#include "analyzer/report/text/text.h"

#include <limits>

#include <catch2/catch.hpp>

#include "analyzer/report/text/output.h"
#include "analyzer/report/text/utc.h"

using namespace pgoscope::report;

namespace {

std::string sql_line(std::string_view sql) {
    std::string out;
    append_sql_line(out, sql);
    return out;
}

std::string cut(std::string_view text, std::size_t columns) {
    std::string out = "kept ";
    out.append(text);
    cut_to_width(out, 5, columns);
    return out.substr(5);
}

}  // namespace

TEST_CASE("durations have the unit a person would choose") {
    const auto [duration, text] = GENERATE(table<std::int64_t, std::string>({
        {0, "0 ns"},
        {999, "999 ns"},
        {1'000, "1.0 us"},
        {9'949, "9.9 us"},
        {9'950, "10 us"},
        {850'000, "850 us"},
        {999'499, "999 us"},
        {999'500, "1.000 ms"},
        {1'204'000, "1.204 ms"},
        {312'400'000, "312.400 ms"},
        {999'999'499, "999.999 ms"},
        {999'999'500, "1.0 s"},
        {12'345'000'000, "12.3 s"},
        {59'949'999'999, "59.9 s"},
        {59'950'000'000, "1 min 00 s"},
        {252'000'000'000, "4 min 12 s"},
        {11'100'000'000'000, "3 h 05 min"},
        {187'200'000'000'000, "2 d 04 h"},
        {-1'204'000, "-1.204 ms"},
        {std::numeric_limits<std::int64_t>::min(), "-106751 d 23 h"},
    }));
    CHECK(format_duration(duration) == text);
}

TEST_CASE("sizes and counts") {
    CHECK(format_bytes(0) == "0 bytes");
    CHECK(format_bytes(1) == "1 byte");
    CHECK(format_bytes(999) == "999 bytes");
    CHECK(format_bytes(1'234) == "1.2 kB");
    CHECK(format_bytes(999'949) == "999.9 kB");
    CHECK(format_bytes(999'950) == "1.0 MB");
    CHECK(format_bytes(std::numeric_limits<std::uint64_t>::max()) == "18.4 EB");
    CHECK(format_count(999) == "999");
    CHECK(format_count(9'998) == "9 998");
    CHECK(format_count(1'234'567) == "1 234 567");
    std::string out;
    append_counted(out, 1, "row");
    append_counted(out, 2'000, " row");
    CHECK(out == "1 row2 000  rows");
}

TEST_CASE("times of day are UTC") {
    std::string out;
    append_time_of_day(out, 1'795'209'370'775'123'456);
    out.push_back(' ');
    append_date(out, 951'782'400'000'000'000);
    CHECK(out == "21:16:10.775123 2000-02-29");
}

TEST_CASE("what could steer a terminal is escaped") {
    CHECK(escape_controls("a\x1b[31mb") == R"(a\x1b[31mb)");
    CHECK(escape_controls("a\nb\tc\rd") == R"(a\nb\tc\rd)");
    CHECK(escape_controls(std::string_view("\0\x7f", 2)) == R"(\x00\x7f)");
    CHECK(escape_controls("\xc2\x9b"
                          "31m") == R"(\xc2\x9b31m)");            // C1 CSI
    CHECK(escape_controls("\xe2\x80\xae") == R"(\xe2\x80\xae)");  // right-to-left override
    CHECK(escape_controls("\xe2\x80\xa8") == R"(\xe2\x80\xa8)");  // line separator
    CHECK(escape_controls("\xff\xc3") == R"(\xff\xc3)");
    CHECK(escape_controls("größer 日本") == "größer 日本");
}

TEST_CASE("SQL on one line keeps what is in quotes") {
    CHECK(sql_line("\n  select  1\n\tfrom t ;\n") == "select 1 from t ;");
    CHECK(sql_line("select 'a  b\nc' ,  \"d  e\"") == "select 'a  b\\nc' , \"d  e\"");
    CHECK(sql_line("select ''  x") == "select '' x");
    CHECK(sql_line("select 'open  ") == "select 'open  ");
    CHECK(sql_line(" \n ").empty());
    CHECK(sql_line("a\x1b") == "a\\x1b");
}

TEST_CASE("text is cut at a character, with an ellipsis inside the width") {
    CHECK(cut("abc", 3) == "abc");
    CHECK(cut("abcd", 3) == "ab…");
    CHECK(cut("äöüß", 3) == "äö…");
    CHECK(cut("ab", 1) == "…");
    CHECK(cut("ab", 0).empty());
    std::string padded = "x日";
    pad_to(padded, 1, 3);
    CHECK(padded == "x日  ");
}

TEST_CASE("without color nothing is painted") {
    std::string out;
    append_painted(out, {}, Paint::error, "bad");
    CHECK(out == "bad");
    append_painted(out, {.color = true}, Paint::error, "bad");
    CHECK(out == "bad\x1b[1;31mbad\x1b[0m");
}

TEST_CASE("output that failed stays failed and drops what follows") {
    std::string written;
    bool works = true;
    Output output(
        [&](std::string_view text) {
            written.append(text);
            return works;
        },
        4);
    output.append("abc");
    CHECK(written.empty());
    output.append("de");
    CHECK(written == "abcde");
    works = false;
    output.append("fghij");
    CHECK(output.failed());
    works = true;
    output.append("klmno");
    output.flush();
    CHECK(output.failed());
    CHECK(written == "abcdefghij");
}
