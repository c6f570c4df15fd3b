#include "analyzer/report/json/json_writer.h"

#include <limits>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using pgoscope::report::JsonWriter;

namespace {

std::string escaped(std::string_view text) {
    std::string out;
    pgoscope::report::append_json_escaped(out, text);
    return out;
}

std::string base64(std::string_view text) {
    std::string out;
    pgoscope::report::append_base64(out, pgoscope::as_bytes(text));
    return out;
}

constexpr std::string_view replacement = "\xef\xbf\xbd";

std::string replaced(std::size_t times) {
    std::string out;
    for (std::size_t i = 0; i < times; ++i)
        out.append(replacement);
    return out;
}

}  // namespace

TEST_CASE("every byte is valid JSON at every place of a text") {
    for (int byte = 0; byte < 256; ++byte) {
        for (const std::size_t before : {0U, 1U, 7U, 15U, 16U, 17U, 40U}) {
            std::string text(before, 'x');
            text.push_back(static_cast<char>(byte));
            text.append(20, 'y');
            std::string out;
            JsonWriter(out).value(text);
            const std::string parsed = nlohmann::json::parse(out);
            if (byte < 0x80)
                CHECK(parsed == text);
            else
                CHECK(parsed == std::string(before, 'x') + replaced(1) + std::string(20, 'y'));
        }
    }
}

TEST_CASE("controls have the short escapes where JSON has them") {
    CHECK(escaped("\"\\\n\r\t") == R"(\"\\\n\r\t)");
    CHECK(escaped(std::string_view("\0\x1b\x1f", 3)) == R"(\u0000\u001b\u001f)");
    CHECK(escaped("/\x7f") == "/\x7f");
}

TEST_CASE("controls beyond ASCII are escaped, too: terminals act on U+009B") {
    CHECK(escaped("\xc2\x80\xc2\x9b"
                  "31m\xc2\x9f\xc2\xa0") == "\\u0080\\u009b31m\\u009f\xc2\xa0");
    CHECK(escaped("\x9b") == replaced(1));

    std::string out;
    JsonWriter json(out);
    json.begin_object().text_member("csi", "a long text without them \xc2\x9b").end_object();
    CHECK(nlohmann::json::parse(out) ==
          nlohmann::json{{"csi", "a long text without them \xc2\x9b"}});
}

TEST_CASE("UTF-8 stays as it is") {
    for (const std::string_view text :
         {"\xc2\xa0", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80", "\xef\xbf\xbf",
          "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf", "größer", "日本語"})
        CHECK(escaped(text) == text);
}

TEST_CASE("what is not UTF-8 becomes one U+FFFD for each maximal subpart") {
    const auto [text, count] = GENERATE(table<std::string_view, std::size_t>({
        {"\x80", 1},              // continues nothing
        {"\xff", 1},              // never in UTF-8
        {"\xc0\xaf", 2},          // overlong /
        {"\xe0\x80\xaf", 3},      // overlong in three
        {"\xf0\x80\x80\xaf", 4},  // overlong in four
        {"\xed\xa0\x80", 3},      // a surrogate
        {"\xf4\x90\x80\x80", 4},  // past U+10FFFF
        {"\xf5\x80\x80\x80", 4},
        {"\xc3", 1},          // cut after one of two
        {"\xe2\x82", 1},      // cut after two of three
        {"\xf0\x9f\x98", 1},  // cut after three of four
    }));
    CHECK(escaped(text) == replaced(count));
    CHECK(escaped(std::string(text) + "z") == replaced(count) + "z");
}

TEST_CASE("base64 has the vectors of RFC 4648") {
    CHECK(base64("").empty());
    CHECK(base64("f") == "Zg==");
    CHECK(base64("fo") == "Zm8=");
    CHECK(base64("foo") == "Zm9v");
    CHECK(base64("foob") == "Zm9vYg==");
    CHECK(base64("fooba") == "Zm9vYmE=");
    CHECK(base64("foobar") == "Zm9vYmFy");
    CHECK(base64("\xfb\xff\xfe") == "+//+");
}

TEST_CASE("text that is not UTF-8 is given again as base64") {
    std::string out;
    JsonWriter json(out);
    json.begin_object();
    json.text_member("name", "gr\xf6\xdf");
    json.text_member("other", "plain");
    json.end_object();
    CHECK(out == "{\"name\":\"gr" + replaced(2) + R"(","name_b64":"Z3L23w==","other":"plain"})");
}

TEST_CASE("numbers, truth and time") {
    std::string out;
    JsonWriter json(out);
    json.begin_object();
    json.member("least", std::numeric_limits<std::int64_t>::min());
    json.member("most", std::numeric_limits<std::uint64_t>::max());
    json.member("byte", std::uint8_t{65});
    json.member("truth", true);
    json.member("text", "literal");
    json.member("half", 0.5);
    json.member("not_a_number", std::numeric_limits<double>::quiet_NaN());
    json.integer_text("large", std::numeric_limits<std::uint64_t>::max());
    json.time_member("time", 1'795'209'370'775'123'456);
    json.time_member("before_the_epoch", -1);
    json.key("none").null();
    json.end_object();
    CHECK(out ==
          R"({"least":-9223372036854775808,"most":18446744073709551615,"byte":65,"truth":true,)"
          R"("text":"literal","half":0.5,"not_a_number":null,"large":"18446744073709551615",)"
          R"("time":"2026-11-20T21:16:10.775123456Z",)"
          R"("before_the_epoch":"1969-12-31T23:59:59.999999999Z","none":null})");
}

TEST_CASE("lines of NDJSON begin anew") {
    std::string out;
    JsonWriter json(out);
    json.begin_object().member("a", 1).end_object().end_line();
    json.begin_object().end_object().end_line();
    CHECK(out == "{\"a\":1}\n{}\n");
}

TEST_CASE("an indented document has a line for each member") {
    std::string out;
    JsonWriter json(out, JsonWriter::Layout::indented);
    json.begin_object();
    json.begin_array("list").value(1).value(2).end_array();
    json.begin_object("empty").end_object();
    json.data_key("a\"key").value("x");
    json.end_object().end_line();
    CHECK(out == R"({
  "list": [
    1,
    2
  ],
  "empty": {},
  "a\"key": "x"
}
)");
}
