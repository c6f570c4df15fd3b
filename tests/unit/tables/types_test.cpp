#include "dissectors/tables/types.h"

#include <fstream>
#include <string>

#include <catch2/catch.hpp>

#include "dissectors/tables/type_table.h"

using namespace pgoscope::dissectors;

TEST_CASE("a type is found by its OID") {
    const auto* const type = find_type(23);
    REQUIRE(type != nullptr);
    CHECK(type->oid == 23);
    CHECK(type->name == "int4");
    CHECK(type->length == 4);
    CHECK(type->kind == 'b');
    CHECK(type->category == 'N');
    CHECK(type->element_oid == 0);
    CHECK(type->array_oid == 1007);
}

TEST_CASE("an array knows its element, and the element its array") {
    const auto* const array = find_type(1007);
    REQUIRE(array != nullptr);
    CHECK(array->name == "int4[]");
    CHECK(array->category == 'A');
    CHECK(array->element_oid == 23);
    CHECK(array->array_oid == 0);
    for (const auto& type : type_table) {
        if (type.array_oid == 0) continue;
        INFO(type.name);
        REQUIRE(find_type(type.array_oid) != nullptr);
        CHECK(find_type(type.array_oid)->element_oid == type.oid);
        CHECK(type_name(type.array_oid) == std::string(type.name) + "[]");
    }
}

TEST_CASE("kinds other than base types") {
    CHECK(find_type(2249)->kind == 'p');
    CHECK(find_type(83)->kind == 'c');
    CHECK(find_type(3904)->kind == 'r');
    CHECK(find_type(4451)->kind == 'm');
    CHECK(find_type(2275)->length == -2);
    CHECK(find_type(30)->element_oid == 26);
    CHECK(type_name(30) == "oidvector");
}

TEST_CASE("unknown types have no name") {
    for (const std::uint32_t oid : {0U, 15U, 24'000U, 16'384U, 4'294'967'295U}) {
        CHECK(find_type(oid) == nullptr);
        CHECK(type_name(oid).empty());
    }
}

TEST_CASE("every row of the data is in the table") {
    std::ifstream rows(PGOSCOPE_SOURCE_DIR "/dissectors/data/oids.tsv");
    std::string line;
    REQUIRE(std::getline(rows, line));
    std::size_t count = 0;
    for (; std::getline(rows, line); ++count) {
        const auto tab = line.find('\t');
        const auto oid = static_cast<std::uint32_t>(std::stoul(line.substr(0, tab)));
        INFO(line);
        CHECK(find_type(oid) != nullptr);
    }
    CHECK(count == type_table.size());
}

TEST_CASE("an OID is known by name while compiling") {
    static_assert(oid_of("int4") == 23);
    static_assert(oid_of("int4[]") == 1007);
    static_assert(oid_of("regdatabase[]") == 6491);
    SUCCEED();
}
