#include "dissectors/tables/sqlstates.h"

#include <fstream>
#include <string>

#include <catch2/catch.hpp>

using namespace pgoscope::dissectors;

TEST_CASE("conditions by SQLSTATE") {
    CHECK(condition_name("00000") == "successful_completion");
    CHECK(condition_name("23505") == "unique_violation");
    CHECK(condition_name("57014") == "query_canceled");
    CHECK(condition_name("HV00R") == "fdw_table_not_found");
    CHECK(condition_name("XX002") == "index_corrupted");
}

TEST_CASE("levels") {
    CHECK(find_sqlstate("00000")->level == SqlStateLevel::success);
    CHECK(find_sqlstate("01000")->level == SqlStateLevel::warning);
    CHECK(find_sqlstate("22012")->level == SqlStateLevel::error);
}

TEST_CASE("codes of older servers") {
    CHECK(condition_name("22020") == "invalid_limit_value");
    CHECK(condition_name("22P07") == "datum_version_mismatch");
    CHECK(condition_name("72000") == "snapshot_too_old");
    CHECK(class_name("72") == "Snapshot Failure");
}

TEST_CASE("what is not a SQLSTATE has no name") {
    for (const auto* code :
         {"", "2", "23", "2350", "235055", "23505 ", "2350a", "xx000", "ZZZZZ", "23\xff\xff\xff"}) {
        INFO(code);
        CHECK(find_sqlstate(code) == nullptr);
        CHECK(condition_name(code).empty());
    }
    CHECK(find_sqlstate(std::string_view("2350\0", 5)) == nullptr);
}

TEST_CASE("classes by their two characters or by a code of theirs") {
    CHECK(class_name("23") == "Integrity Constraint Violation");
    CHECK(class_name("23505") == "Integrity Constraint Violation");
    CHECK(class_name("23ABC") == "Integrity Constraint Violation");
    CHECK(class_name("44") == "WITH CHECK OPTION Violation");
    CHECK(class_name("00") == "Successful Completion");
    CHECK(class_name("XX") == "Internal Error");
    for (const auto* text : {"", "2", "235", "2350", "235055", "ZZ", "xx", "23 55", "23abc"}) {
        INFO(text);
        CHECK(class_name(text).empty());
    }
}

TEST_CASE("every row of the data is in the table, and its class is named") {
    std::ifstream rows(PGOSCOPE_SOURCE_DIR "/dissectors/data/sqlstate.tsv");
    std::string line;
    REQUIRE(std::getline(rows, line));
    std::size_t count = 0;
    for (; std::getline(rows, line); ++count) {
        INFO(line);
        REQUIRE(line.size() > 8);
        const auto* const state = find_sqlstate(line.substr(0, 5));
        REQUIRE(state != nullptr);
        CHECK(static_cast<char>(state->level) == line[6]);
        CHECK(state->condition == line.substr(8));
        CHECK_FALSE(class_name(state->code).empty());
    }
    CHECK(count == 265);
}
