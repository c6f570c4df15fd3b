#include "dissectors/copy/row_counters.h"

#include <catch2/catch.hpp>

#include "tests/support/bytes_of.h"

using namespace pgoscope;
using namespace pgoscope::dissectors::copy;

namespace {

// The same rows for every split.
template <class Counter>
void check(std::string_view data, std::uint64_t rows, Counter fresh = Counter()) {
    INFO(data);
    for_every_split(bytes_of(data), [&](const auto& pieces) {
        auto counter = fresh;
        for (const auto piece : pieces)
            counter.feed(piece);
        CHECK(counter.rows() == rows);
    });
}

}  // namespace

TEST_CASE("rows of text") {
    check<TextRowCounter>("", 0);
    check<TextRowCounter>("1\tx\n2\t\\N\n", 2);
    check<TextRowCounter>("1\n2", 2);
    check<TextRowCounter>("\n\n", 2);  // of one column, empty
    check<TextRowCounter>("a\\\nb\nc\\\\\nd\n", 3);
    check<TextRowCounter>("1\r\n2\r\n", 2);
    check<TextRowCounter>("1\r2\r", 2);
    check<TextRowCounter>("1\n\\.\n", 1);
    check<TextRowCounter>("1\n\\.\nignored\n", 1);
    check<TextRowCounter>("1\n\\.", 1);
    check<TextRowCounter>("\\.x\n\\N\n", 2);
}

TEST_CASE("rows of CSV") {
    check<CsvRowCounter>("1,x\n2,\n", 2);
    check<CsvRowCounter>("1,\"a\nb\"\n2,\"say \"\"hi\"\"\n\"\n", 2);
    check<CsvRowCounter>("1,\"\r\n\"\r\n2\r\n", 2);
    check<CsvRowCounter>("1\n\\.\n", 1);
    check<CsvRowCounter>("\"\\.\n\"\n", 1);
    check<CsvRowCounter>("1\n2", 2);
    check("1,'a\\'\n',\"\n2\n", 2, CsvRowCounter('\'', '\\'));
}

TEST_CASE("rows of JSON") {
    check<JsonRowCounter>("{\"a\":1}\n{\"a\":{\"b\":[{}]}}\n", 2);
    check<JsonRowCounter>("[\n{\"a\":\"}{\"}\n,{\"a\":2}\n]\n", 2);
    check<JsonRowCounter>("", 0);
}
