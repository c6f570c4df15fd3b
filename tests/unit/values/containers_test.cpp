#include <catch2/catch.hpp>

#include "dissectors/values/value_text.h"
#include "value_samples.h"

using namespace pgoscope::dissectors;

namespace {

std::string word(std::uint32_t number) {
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8) {
        bytes.push_back(static_cast<char>(number >> static_cast<unsigned>(shift)));
    }
    return bytes;
}

std::string prefixed(std::string_view value) {
    return word(static_cast<std::uint32_t>(value.size())) + std::string(value);
}

std::string text_array(const std::vector<std::string_view>& elements, std::uint32_t lower = 1) {
    auto bytes = word(1) + word(0) + word(25) + word(static_cast<std::uint32_t>(elements.size())) +
                 word(lower);
    for (const auto element : elements)
        bytes += prefixed(element);
    return bytes;
}

std::string text_record(const std::vector<std::string_view>& columns) {
    auto bytes = word(static_cast<std::uint32_t>(columns.size()));
    for (const auto column : columns)
        bytes += word(25) + prefixed(column);
    return bytes;
}

ValueText append(std::string_view type, std::string_view bytes, std::string& text,
                 const ValueOptions& options = {}) {
    return append_text(oid_by_name(type), pgoscope::as_bytes(bytes), text, options);
}

std::string printed(std::string_view type, std::string_view bytes) {
    std::string text;
    return append(type, bytes, text).form == ValueText::Form::malformed ? "malformed" : text;
}

}  // namespace

TEST_CASE("array elements are quoted when they must be") {
    CHECK(
        printed("text[]", text_array({"a", "", "null", "NULLs", "a b", "a,b", "\"", "\\", "{}"})) ==
        R"({a,"","null",NULLs,"a b","a,b","\"","\\","{}"})");
    CHECK(printed("text[]", text_array({"tab\there", "a;b", "(x)", "'"})) ==
          "{\"tab\there\",a;b,(x),'}");
}

TEST_CASE("lower bounds other than 1 are shown") {
    CHECK(printed("text[]", text_array({"a", "b"}, 0)) == "[0:1]={a,b}");
    CHECK(printed("text[]", text_array({"a", "b"}, 0xFFFFFFFE)) == "[-2:-1]={a,b}");
}

TEST_CASE("arrays of three dimensions") {
    auto bytes =
        word(3) + word(0) + word(21) + word(2) + word(1) + word(1) + word(1) + word(2) + word(1);
    for (const char digit : {'\1', '\2', '\3', '\4'})
        bytes += prefixed(std::string{'\0', digit});
    CHECK(printed("int2[]", bytes) == "{{{1,2}},{{3,4}}}");
}

TEST_CASE("arrays of boxes are parted by semicolons") {
    const std::string box(32, '\0');
    const auto bytes =
        word(1) + word(0) + word(603) + word(2) + word(1) + prefixed(box) + prefixed(box);
    CHECK(printed("box[]", bytes) == "{(0,0),(0,0);(0,0),(0,0)}");
}

TEST_CASE("counts that cannot be true are malformed at once") {
    CHECK(printed("int4[]", word(7) + word(0) + word(23)) == "malformed");
    CHECK(printed("int4[]", word(1) + word(2) + word(23) + word(0) + word(1)) == "malformed");
    CHECK(printed("int4[]", word(1) + word(0) + word(23) + word(0x7FFFFFFF) + word(1)) ==
          "malformed");
    CHECK(printed("int4[]", word(1) + word(0) + word(23) + word(0xFFFFFFFF) + word(1)) ==
          "malformed");
    // 2^31 * 2^31 * 4 is 0 in 64 bits
    const auto huge = word(0x7FFFFFFF) + word(1);
    CHECK(printed("int4[]", word(6) + word(0) + word(23) + huge + huge + huge + huge + huge +
                                huge) == "malformed");
    CHECK(printed("record", word(0x7FFFFFFF)) == "malformed");
    CHECK(printed("record", word(0xFFFFFFFF)) == "malformed");
    CHECK(printed("int4multirange", word(0xFFFFFFFF)) == "malformed");
    CHECK(printed("tsvector", word(0x7FFFFFFF)) == "malformed");
    CHECK(printed("tsquery", word(0x7FFFFFFF)) == "malformed");
    CHECK(printed("pg_snapshot", word(0x7FFFFFFF) + std::string(16, '\0')) == "malformed");
    CHECK(printed("polygon", word(0x7FFFFFFF)) == "malformed");
    CHECK(printed("path", '\1' + word(0)) == "malformed");
}

TEST_CASE("an element that is malformed makes the array so") {
    CHECK(printed("int4[]", word(1) + word(0) + word(23) + word(1) + word(1) + prefixed("abc")) ==
          "malformed");
    CHECK(printed("int4[]", word(1) + word(0) + word(23) + word(1) + word(1) + word(0xFFFFFFFE)) ==
          "malformed");
}

TEST_CASE("composite columns are quoted when they must be") {
    CHECK(printed("record", text_record({"a", "", "a b", "a,b", "\"", "\\", "(", "{}", "null"})) ==
          R"((a,"","a b","a,b","""","\\","(",{},null))");
    CHECK(printed("record", word(0)) == "()");
}

TEST_CASE("each level of nesting quotes the one inside") {
    const auto inner = text_record({"a\"b"});
    const auto outer = word(1) + word(2249) + prefixed(inner);
    CHECK(printed("record", outer) == R"x(("(""a""""b"")"))x");
    const auto array = word(1) + word(0) + word(2249) + word(1) + word(1) + prefixed(inner);
    CHECK(printed("record[]", array) == R"x({"(\"a\"\"b\")"})x");
}

TEST_CASE("nesting ends somewhere") {
    auto bytes = text_record({"x"});
    for (int i = 0; i < 1000; ++i)
        bytes = word(1) + word(2249) + prefixed(bytes);
    std::string text;
    const auto result = append("record", bytes, text, {.max_length = 1'000'000});
    CHECK(result.form == ValueText::Form::raw);
    CHECK(text.size() <= 1'000'000);
}

TEST_CASE("ranges") {
    const auto bound = [](std::string_view text) { return prefixed(text); };
    CHECK(text_of("int4range", "18") == "(,)");
    CHECK(text_of("int4range", "06 00000004 00000001 00000004 00000002") == "[1,2]");
    CHECK(text_of("int4range", "02 00000004 00000001") == "malformed");
    const std::string noon("\0\0\0\x0a\x0e\xeb\xb0\0", 8);
    CHECK(printed("tsrange", '\x02' + bound(noon) + bound(noon)) ==
          "[\"2000-01-01 12:00:00\",\"2000-01-01 12:00:00\")");
    CHECK(text_of("int4multirange", "00000000") == "{}");
    CHECK(text_of("int4multirange", "00000001 00000001 01") == "{empty}");
    CHECK(text_of("int4multirange", "00000001 00000002 0100") == "malformed");
}

TEST_CASE("vectors are lists") {
    CHECK(text_of("int2vector",
                  "00000001 00000000 00000015 00000002 00000000 00000002 0001 00000002 ffff") ==
          "1 -1");
    CHECK(text_of("oidvector", "00000001 00000000 0000001a 00000000 00000000").empty());
    CHECK(text_of("oidvector", "00000001 00000001 0000001a 00000001 00000000 ffffffff") ==
          "malformed");
}

TEST_CASE("text search vectors") {
    CHECK(text_of("tsvector", "00000000").empty());
    CHECK(text_of("tsvector", "00000001 61275c00 0004 4001 8002 c003 0004") ==
          R"('a''\\':1C,2B,3A,4)");
    CHECK(text_of("tsvector", "00000001 6100 0000") == "'a'");
    CHECK(text_of("tsvector", "00000001 6100 0001") == "malformed");
}

TEST_CASE("text search queries in infix notation") {
    const std::string_view a = "01 00 00 6100";
    const std::string_view b = "01 00 00 6200";
    const std::string_view c = "01 00 00 6300";
    const auto query = [](std::string_view nodes, std::initializer_list<std::string_view> parts) {
        std::string hex(nodes);
        for (const auto part : parts)
            hex += part;
        return text_of("tsquery", hex);
    };
    CHECK(text_of("tsquery", "00000000").empty());
    CHECK(query("00000001", {"010f01 6100"}) == "'a':*ABCD");
    CHECK(query("00000002", {"0201", a}) == "!'a'");
    CHECK(query("00000005", {"0202", c, "0203", b, a}) == "( 'a' | 'b' ) & 'c'");
    CHECK(query("00000005", {"0203", c, "0202", b, a}) == "'a' & 'b' | 'c'");
    CHECK(query("00000004", {"0201", "0203", b, a}) == "!( 'a' | 'b' )");
    CHECK(query("00000003", {"02040001", b, a}) == "'a' <-> 'b'");
    CHECK(query("00000003", {"02040007", b, a}) == "'a' <7> 'b'");
    CHECK(query("00000005", {"02040001", "02040001", c, b, a}) == "'a' <-> ( 'b' <-> 'c' )");
    CHECK(query("00000004", {"0202", b, a}) == "malformed");
    CHECK(query("00000003", {"0205", b, a}) == "malformed");
    CHECK(query("00000001", {"011000 6100"}) == "malformed");
}

TEST_CASE("a text search query nested too deep is raw from there on") {
    constexpr std::uint32_t depth = 100'000;
    auto bytes = word(depth + 1);
    for (std::uint32_t i = 0; i < depth; ++i)
        bytes += "\x02\x01";
    bytes += std::string_view("\x01\0\0a\0", 5);
    std::string text;
    CHECK(append("tsquery", bytes, text).form == ValueText::Form::raw);
    CHECK(text.starts_with("!!!!"));
}

TEST_CASE("types of extensions go by name") {
    const auto named = [](std::string_view type, std::string_view hex) {
        std::string text;
        const auto result = append_text(type, from_hex(hex), text);
        if (result.form == ValueText::Form::malformed) return std::string("malformed");
        return result.form == ValueText::Form::raw ? "raw: " + text : text;
    };
    CHECK(named("citext", "4142") == "AB");
    CHECK(named("ltree", "01 612e62") == "a.b");
    CHECK(named("lquery", "02 612e62") == "malformed");
    CHECK(named("hstore", "00000002 00000001 61 00000001 22 00000001 62 ffffffff") ==
          R"("a"=>"\"", "b"=>NULL)");
    CHECK(named("hstore", "00000000").empty());
    CHECK(named("hstore", "7fffffff") == "malformed");
    CHECK(named("geometry", "0101") == "raw: \\x0101");
}
