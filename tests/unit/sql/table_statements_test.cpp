#include "analyzer/sql/table_statements.h"

#include <string>

#include <catch2/catch.hpp>

namespace sql = pgoscope::sql;

namespace {

/// `tag table: name type(modifiers)!, ...`, where `!` stands for NOT NULL.
std::string told(std::string_view text) {
    std::string out;
    for (const auto& statement : sql::table_statements(text)) {
        if (!out.empty()) out += " | ";
        out += std::string(statement.tag) + ' ' + statement.table;
        const char* before = ": ";
        for (const auto& column : statement.columns) {
            out += before + column.name + ' ' + column.type;
            for (const auto modifier : column.modifiers)
                out += ' ' + std::to_string(modifier);
            if (column.not_null) out += '!';
            before = ", ";
        }
    }
    return out;
}

std::string copied(std::string_view text) {
    const auto found = sql::copied_columns(text);
    if (!found) return "?";
    std::string out = found->table;
    for (const auto& column : found->columns)
        out += ' ' + column;
    return out;
}

}  // namespace

TEST_CASE("columns as CREATE TABLE declares them") {
    CHECK(told("CREATE TABLE Sale (Id INT NOT NULL, \"Label\" text)") ==
          "CREATE TABLE sale: id int!, Label text");
    CHECK(told("create temp table if not exists public.t (n numeric(10, 2) default (1 + f(2)) not "
               "null, at timestamp(3) with time zone null)") ==
          "CREATE TABLE t: n numeric 10 2!, at timestamp with time zone 3");
    CHECK(told("create table s.t (a int primary key, b int, c int, constraint x check (a > (1)), "
               "primary key (b, c))") == "CREATE TABLE s.t: a int!, b int!, c int!");
    CHECK(told("create table t (a double precision, b char(3) collate \"C\" unique not null)") ==
          "CREATE TABLE t: a double precision, b char 3!");
}

TEST_CASE("tables whose columns cannot be told are still named") {
    CHECK(told("create table t as select 1") == "CREATE TABLE t");
    CHECK(told("create table t (like other)") == "CREATE TABLE t");
    CHECK(told("create table t (a int") == "CREATE TABLE t");
    CHECK(told("create table t (a numeric(x))") == "CREATE TABLE t");
    CHECK(told("create table t (a)") == "CREATE TABLE t");
    CHECK(told("select 1; drop table if exists a, b.c; alter table only d add e int;") ==
          "DROP TABLE a | DROP TABLE b.c | ALTER TABLE d");
}

TEST_CASE("other statements say nothing of tables") {
    CHECK(told("").empty());
    CHECK(told("create index i on t (a)").empty());
    CHECK(told("select 'create table t (a int)'").empty());
    CHECK(told("create table").empty());
    CHECK(told("create table (").empty());
}

TEST_CASE("what COPY moves") {
    CHECK(copied("copy t from stdin") == "t");
    CHECK(copied("COPY \"Extract\".\"Extract\" (a, \"B\") FROM STDIN") == "Extract.Extract a B");
    CHECK(copied("copy (select * from public.t) to stdout") == "t");
    CHECK(copied("copy (select a, b from t where c > 1) to stdout") == "t a b");
    CHECK(copied("copy (select a, count(*) from t) to stdout") == "?");
    CHECK(copied("copy (select a as b from t) to stdout") == "?");
    CHECK(copied("copy (select * from t, u) to stdout") == "?");
    CHECK(copied("copy (select * from t join u using (a)) to stdout") == "?");
    CHECK(copied("copy (select * from t group by a) to stdout") == "?");
    CHECK(copied("copy (select distinct a from t) to stdout") == "?");
    CHECK(copied("copy t (a") == "?");
    CHECK(copied("insert into t values (1)") == "?");
}

TEST_CASE("arrays have a type of their own, generated columns are marked") {
    const auto made = sql::table_statements(
        "create table t (a int[3][], b text array not null, c int generated always as identity, "
        "d int generated always as (a + 1) stored)");
    REQUIRE(made.size() == 1);
    const auto& columns = made.front().columns;
    REQUIRE(columns.size() == 4);
    CHECK(columns[0].type == "int[]");
    CHECK(columns[1].type == "text[]");
    CHECK(columns[1].not_null);
    CHECK_FALSE(columns[2].generated);
    CHECK(columns[3].generated);
}

TEST_CASE("a table with columns of another one tells none") {
    CHECK(sql::table_statements("create table t (a int) inherits (u)").front().columns.empty());
    CHECK(sql::table_statements("create table t (like u)").front().columns.empty());
}

TEST_CASE("a plain SELECT of one table tells its columns, one of several tables none") {
    const auto selected = sql::selected_columns("select a, \"B\" from s.t where a = $1 limit $2");
    REQUIRE(selected);
    CHECK(selected->table == "s.t");
    CHECK(selected->columns == std::vector<std::string>{"a", "B"});
    for (const auto* text : {"select a from t union select b from u", "select a + 1 from t",
                             "select a as b from t", "select a from t, u", "select t.a from t"})
        CHECK_FALSE(sql::selected_columns(text));
}
