#include "analyzer/encoding/client_encoding.h"

#include <catch2/catch.hpp>

using namespace pgoscope::encoding;

namespace {

std::string_view name_of(std::string_view name) {
    const auto* encoding = find_encoding(name);
    return encoding == nullptr ? std::string_view() : encoding->name;
}

}  // namespace

TEST_CASE("encodings are found by the names that the server takes") {
    CHECK(name_of("UTF8") == "UTF8");
    CHECK(name_of("utf-8") == "UTF8");
    CHECK(name_of("UNICODE") == "UTF8");
    CHECK(name_of("iso-8859-1") == "LATIN1");
    CHECK(name_of("Shift_JIS") == "SJIS");
    CHECK(name_of("windows-949") == "UHC");
    CHECK(name_of("shift_jis_2004") == "SHIFT_JIS_2004");
    CHECK(find_encoding("klingon") == nullptr);
    CHECK(find_encoding("") == nullptr);
}

TEST_CASE("positions count characters of the client's encoding") {
    const auto offset = [](std::string_view encoding, std::string_view text,
                           std::uint64_t position) {
        return offset_of_character(find_encoding(encoding)->characters, text, position);
    };
    CHECK(offset("LATIN1", "\xE9\xE9x", 3) == 2);
    CHECK(offset("SQL_ASCII", "\xC3\xA9x", 2) == 1);
    CHECK(offset("UTF8", "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80x", 4) == 9);
    CHECK(offset("UNICODE", "\xC3\xA9x", 2) == 2);
    CHECK(offset("BIG5", "\xA4\x40x", 2) == 2);
    CHECK(offset("EUC_KR", "\xB0\xA1x", 2) == 2);
    CHECK(offset("EUC_JP", "\x8F\xA2\xAF\x8E\xB1x", 3) == 5);
    CHECK(offset("EUC_TW", "\x8E\xA2\xA1\xA1x", 2) == 4);
    CHECK(offset("SJIS", "\xB1\x83\x5Cx", 3) == 3);
    CHECK(offset("GB18030", "\x81\x30\x81\x30\xB0\xA1x", 3) == 6);
}

TEST_CASE("a position outside of the text is its end, or its beginning") {
    using enum Characters;
    CHECK(offset_of_character(utf8, "abc", 0) == 0);
    CHECK(offset_of_character(utf8, "abc", 1) == 0);
    CHECK(offset_of_character(utf8, "abc", 4) == 3);
    CHECK(offset_of_character(utf8, "abc", ~0ULL) == 3);
    CHECK(offset_of_character(utf8, "ab\xF0", 4) == 3);
    CHECK(offset_of_character(euc_tw, "\x8E", 2) == 1);
    CHECK(offset_of_character(utf8, {}, 5) == 0);
}
