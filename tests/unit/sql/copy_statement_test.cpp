#include "analyzer/sql/copy_statement.h"

#include <catch2/catch.hpp>

using pgoscope::sql::CopyStatement;
using pgoscope::sql::read_copy_statement;

namespace {

CopyStatement read(std::string_view sql, std::size_t index = 0) {
    const auto statement = read_copy_statement(sql, index);
    REQUIRE(statement);
    return *statement;
}

std::string table_of(std::string_view sql, std::size_t index = 0) {
    const auto copied = read(sql, index).copied;
    return copied ? copied->table : "none";
}

}  // namespace

TEST_CASE("what COPY copies") {
    CHECK(table_of("copy t from stdin") == "t");
    CHECK(read("copy T from stdin").format == "text");
    const auto named = read(R"(COPY "My Schema"."T" ("a", B) FROM STDIN (FORMAT binary))");
    REQUIRE(named.copied);
    CHECK(named.copied->table == "My Schema.T");
    CHECK(named.copied->columns == std::vector<std::string>{"a", "b"});
    CHECK(named.format == "binary");
    const auto query = read("copy (select 'to', (1) from t) to stdout with (format 'CSV')");
    CHECK(query.query == "select 'to', (1) from t");
    CHECK_FALSE(query.copied);
    CHECK(query.format == "csv");
}

TEST_CASE("options of COPY, of today and of old") {
    CHECK(read("copy t from stdin (format csv, header, quote '|', escape '\\')").header);
    CHECK(read("copy t from stdin (header match, format csv)").header);
    CHECK_FALSE(read("copy t from stdin (format csv, header off)").header);
    CHECK(read("copy t from stdin (format csv, quote '''')").quote == '\'');
    CHECK(read("copy t from stdin (format csv, quote '|')").escape == '|');
    CHECK(read("copy t from stdin (format csv, escape '!', quote '|')").escape == '!');
    CHECK(read("copy t from stdin (force_null (csv, header), format text)").format == "text");
    CHECK(read("copy binary t to stdout").format == "binary");
    CHECK(read("copy t to stdout binary").format == "binary");
    const auto old =
        read("copy t to stdout with delimiter as ',' null as 'csv' csv header quote as '|'");
    CHECK(old.format == "csv");
    CHECK(old.header);
    CHECK(old.quote == '|');
    CHECK(read("copy t from stdin where a = 'x' and csv").format == "text");
}

TEST_CASE("names and texts that look like options are none") {
    CHECK(read("copy stdcsv from stdin").format == "text");
    CHECK(read("copy t (std, csv) from stdin").format == "text");
    CHECK(read("copy (select 'std csv') to stdout").format == "text");
}

TEST_CASE("one of several statements") {
    const std::string_view sql = "; copy t from stdin; ; select ';'; copy u to stdout csv";
    CHECK(table_of(sql) == "t");
    CHECK_FALSE(read_copy_statement(sql, 1));
    CHECK(read(sql, 2).format == "csv");
    CHECK_FALSE(read_copy_statement(sql, 3));
}

TEST_CASE("a COPY that is cut anywhere is read as far as it goes") {
    const std::string_view sql =
        R"(copy "a"."b" ("c", d) from stdin with (format csv, header true, quote '|', null (x)))";
    for (std::size_t length = 0; length <= sql.size(); ++length)
        (void)read_copy_statement(sql.substr(0, length));
    CHECK_FALSE(read_copy_statement(""));
    CHECK_FALSE(read_copy_statement("select 1"));
}
