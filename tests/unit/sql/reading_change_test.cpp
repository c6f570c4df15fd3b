#include "analyzer/sql/reading_change.h"

#include <string>

#include <catch2/catch.hpp>

namespace sql = pgoscope::sql;
using Setting = sql::ReadingChange::Setting;

TEST_CASE(
    "of many changes in one text the last of each setting are known, however many there are") {
    std::string text;
    for (int i = 0; i < 10'000; ++i)
        text += "reset all; set local client_encoding = 'SJIS'; ";
    text +=
        "set standard_conforming_strings = off; set client_encoding to big5; "
        "set local client_encoding = 'GBK'";
    const auto changes = sql::reading_changes(text, {});
    REQUIRE(changes.size() == 3);
    CHECK(changes[0].setting == Setting::standard_conforming_strings);
    CHECK(changes[0].value == "off");
    CHECK(changes[1].value == "big5");
    CHECK_FALSE(changes[1].local);
    CHECK(changes[2].value == "GBK");
    CHECK(changes[2].local);
}

TEST_CASE("a statement may change the reading wherever set_config stands in it") {
    const auto* const text = GENERATE(
        "select set_config($1, $2, $3)", "with x as(select set_config($1, $2, $3)) select $4",
        "values(set_config($1, $2, $3))", "explain analyze select set_config($1, $2, $3)",
        "copy(select set_config($1, $2, $3)) to stdout", "update pg_settings set setting = $1",
        "do $1", "set client_encoding = $1", "discard all");
    CHECK(sql::may_change_reading(text));
    CHECK_FALSE(sql::may_change_reading("select current_setting($1)"));
}
