#include "analyzer/encoding/converter.h"

#include <string>

#include <catch2/catch.hpp>

using namespace pgoscope::encoding;

namespace {

/// `text` in UTF-8; `?` where it does not convert.
std::string utf8(std::string_view encoding, std::string_view text,
                 Converter::Ends ends = Converter::Ends::whole) {
    Converters converters;
    auto* const converter = converters.find(*find_encoding(encoding));
    REQUIRE(converter != nullptr);
    std::string out = "<";
    return converter->append(text, ends, out) ? out.append(">") : out.append("?");
}

}  // namespace

TEST_CASE("text of the encodings that PostgreSQL's clients use becomes UTF-8") {
    CHECK(utf8("LATIN1", "gr\xFC\xDF") == "<gr\u00fc\u00df>");
    CHECK(utf8("WIN1252", "\x80 1") == "<\u20ac 1>");
    CHECK(utf8("LATIN9", "\xA4") == "<\u20ac>");
    CHECK(utf8("KOI8R", "\xC4\xC1") == "<\u0434\u0430>");
    CHECK(utf8("WIN866", "\xA4\xA0") == "<\u0434\u0430>");
    CHECK(utf8("SJIS", "a\x83\\b\xB1[") == "<a\u30bdb\uff71[>");
    CHECK(utf8("SHIFT_JIS_2004", "\x83\\\x81\x5B") == "<\u30bd\u30fc>");
    CHECK(utf8("EUC_JP", "\xA5\xBD\x8E\xB1") == "<\u30bd\uff71>");
    CHECK(utf8("EUC_JIS_2004", "\xA5\xBD") == "<\u30bd>");
    CHECK(utf8("EUC_KR", "\xB0\xA1") == "<\uac00>");
    CHECK(utf8("UHC", "\xB0\xA1\x81\x41") == "<\uac00\uac02>");
    CHECK(utf8("JOHAB", "\x88\x61") == "<\uac00>");
    CHECK(utf8("BIG5", "\xA4\x40\xB3\\") == "<\u4e00\u8a31>");
    CHECK(utf8("GBK", "\xD2\xBB\x81\\") == "<\u4e00\u4e57>");
    CHECK(utf8("GB18030", "\xD2\xBB\x81\x30\x81\x30") == "<\u4e00\u0080>");
    CHECK(utf8("EUC_CN", "\xD2\xBB") == "<\u4e00>");
    CHECK(utf8("EUC_TW", "\xC4\xA1") == "<\u4e00>");
}

TEST_CASE("every encoding that iconv knows is one that a converter can be opened for") {
    for (std::size_t i = 0; i < encoding_count(); ++i) {
        INFO(encoding_at(i).name);
        CHECK((Converter::open(encoding_at(i)) != nullptr) == !encoding_at(i).charset.empty());
    }
}

TEST_CASE("ASCII stays as it is in every encoding") {
    std::string ascii;
    for (char byte = 0; byte < 0x7F; ++byte)
        ascii.push_back(byte);
    Converters converters;
    for (std::size_t i = 0; i < encoding_count(); ++i) {
        auto* const converter = converters.find(encoding_at(i));
        if (converter == nullptr) continue;
        INFO(encoding_at(i).name);
        std::string out;
        CHECK(converter->append(ascii, Converter::Ends::whole, out) == ascii.size());
        CHECK(out == ascii);
    }
}

TEST_CASE("what is not of the encoding is not converted at all") {
    CHECK(utf8("SJIS", "abc\x80\xFF") == "<?");
    CHECK(utf8("EUC_JP", "\xA5\xBD\xFF\x20") == "<?");
    CHECK(utf8("UHC", "a\xB0") == "<?");
    CHECK(utf8("WIN1252", "\x81") == "<?");
}

TEST_CASE("of a text that is cut the last character is left out") {
    using enum Converter::Ends;
    CHECK(utf8("SJIS", "a\x83", perhaps_cut) == "<a>");
    CHECK(utf8("GB18030", "a\x81\x30\x81", perhaps_cut) == "<a>");
    CHECK(utf8("LATIN1", "\xFC", perhaps_cut) == "<\u00fc>");
}

TEST_CASE("long texts convert as short ones do") {
    std::string sjis;
    std::string expected = "<";
    for (int i = 0; i < 10'000; ++i) {
        sjis += "\x83\\";
        expected += "\u30bd";
    }
    CHECK(utf8("SJIS", sjis) == expected + ">");
}
