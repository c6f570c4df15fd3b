#include "analyzer/session/copy/described_columns.h"

#include <catch2/catch.hpp>

#include "analyzer/sql/statement_catalogue.h"

using namespace pgoscope;
using session::DescribedColumns;

namespace {

class Told {
  public:
    /// A SELECT, prepared and described: its first column an int4, the others text.
    Told& select(const std::string& sql, const std::vector<std::string>& names,
                 bool of_one_table = true) {
        auto prepared = std::make_shared<events::PreparedStatement>();
        prepared->sql = sql;
        events::ResultShape shape;
        for (const auto& name : names)
            shape.push_back({name, shape.empty() ? 23U : 25U, -1, 0});
        described_.describe(statement(sql), prepared,
                            std::make_shared<const events::ResultShape>(shape), of_one_table);
        return *this;
    }
    Told& command(std::string_view tag, const std::string& sql) {
        described_.on_command(tag, statement(sql));
        return *this;
    }
    Told& idle() {
        described_.on_idle();
        return *this;
    }
    Told& error() {
        described_.on_error();
        return *this;
    }
    Told& create(const std::string& sql = "create table t (a bigint, b text)") {
        return command("CREATE TABLE", sql);
    }
    /// `a 23, b 25, ` and whence that is known.
    [[nodiscard]] std::string columns_of(std::string_view copy) const {
        const auto parsed = sql::read_copy_statement(copy);
        REQUIRE(parsed);
        const auto found = described_.columns_of(*parsed);
        if (!found.shape) return "unknown";
        std::string text;
        for (const auto& column : *found.shape)
            text += column.name + ' ' + std::to_string(column.type_oid) + ", ";
        return text + std::string(to_string(found.origin));
    }

    /// Another session asks for it.
    Told& elsewhere(const std::string& sql, std::uint64_t session = 2) {
        changes_.add(sql::effect_on_other_sessions(*statement(sql)), session);
        described_.hear(changes_, 1);
        return *this;
    }
    /// More of that than is kept, before this is heard of.
    void miss() {
        for (std::size_t i = 0; i <= session::TableChanges::most_kept; ++i)
            changes_.add({.kind = sql::ColumnEffect::Kind::named, .table = "other"}, 2);
        described_.hear(changes_, 1);
    }

  private:
    const sql::Statement* statement(const std::string& sql) {
        return &catalogue_[catalogue_.intern(sql).front()];
    }
    sql::StatementCatalogue catalogue_{100};
    DescribedColumns described_;
    session::TableChanges changes_;
};

}  // namespace

TEST_CASE("types are those of a SELECT of the same table") {
    Told told;
    told.select("select * from t limit 1", {"a", "b"});
    CHECK(told.columns_of("copy t from stdin binary") == "a 23, b 25, SELECT of the table");
    CHECK(told.columns_of("copy t (b) from stdin binary") == "b 25, SELECT of the table");
    CHECK(told.columns_of("copy t (c) from stdin binary") == "unknown");
    CHECK(told.columns_of("copy (select b from t) to stdout binary") ==
          "b 25, SELECT of the table");
    CHECK(told.columns_of("copy s.t from stdin binary") == "unknown");
    CHECK(told.columns_of("copy u from stdin binary") == "unknown");
}

TEST_CASE("some columns of a table do not tell all") {
    Told told;
    told.select("select a, b from t", {"a", "b"});
    CHECK(told.columns_of("copy t from stdin binary") == "unknown");
    CHECK(told.columns_of("copy t (b, a) from stdin binary") == "b 25, a 23, SELECT of the table");
}

TEST_CASE("what is of several tables, or of none, tells nothing") {
    Told told;
    told.select("select * from t", {"a"}, false);
    CHECK(told.columns_of("copy t from stdin binary") == "unknown");
}

TEST_CASE("types are those of the same query, as it was written") {
    Told told;
    told.select("select a + 1 from t;", {"?column?"}, false);
    CHECK(told.columns_of("copy ( select a + 1 from t ) to stdout binary") ==
          "?column? 23, same query");
    CHECK(told.columns_of("copy (select a + 1.5 from t) to stdout binary") == "unknown");
}

TEST_CASE("types are those that the table was created with, until it is changed") {
    Told told;
    told.command("CREATE TABLE", "create table t (a bigint, b mood)");
    CHECK(told.columns_of("copy t from stdin binary") == "a 20, b 0, CREATE TABLE");
    told.command("ALTER TABLE", "alter table t add c int");
    CHECK(told.columns_of("copy t from stdin binary") == "unknown");
}

TEST_CASE("the latest descriptions are kept, no more") {
    Told told;
    told.select("select * from t", {"a"});
    for (int i = 0; i < 15; ++i)
        told.select("select * from u" + std::to_string(i), {"a"});
    CHECK(told.columns_of("copy t from stdin binary") != "unknown");
    told.select("select * from v", {"a"});
    CHECK(told.columns_of("copy t from stdin binary") == "unknown");
    CHECK(told.columns_of("copy u0 from stdin binary") != "unknown");
}

namespace {

constexpr auto copy_t = "copy t from stdin binary";

}  // namespace

TEST_CASE("a CREATE TABLE tells nothing unless it made the table") {
    Told told;
    CHECK(told.create("create table if not exists t (a bigint)").columns_of(copy_t) == "unknown");
    CHECK(told.create("create temp table t (a bigint) on commit drop").columns_of(copy_t) ==
          "unknown");
    CHECK(told.create("create table u.t (a bigint)").columns_of(copy_t) == "unknown");
    CHECK(told.create("create table public.t (a bigint)").columns_of(copy_t) == "unknown");
    CHECK(told.create("create table t (a bigint) inherits (u)").columns_of(copy_t) == "unknown");
}

TEST_CASE("what a transaction was told goes with it") {
    Told told;
    const auto rolled_back = GENERATE("rollback", "rollback to s", "commit");
    told.command("BEGIN", "begin").create();
    CHECK(told.columns_of(copy_t) != "unknown");
    told.command("ROLLBACK", rolled_back);
    CHECK(told.columns_of(copy_t) == "unknown");
}

TEST_CASE("a transaction that commits leaves what it was told") {
    Told told;
    told.command("BEGIN", "begin").create().command("COMMIT", "commit").idle().error();
    told.command("BEGIN", "begin").command("ROLLBACK", "rollback");
    CHECK(told.columns_of(copy_t) == "a 20, b 25, CREATE TABLE");
}

TEST_CASE("an error may undo what was done since the server was idle") {
    Told told;
    CHECK(told.create().error().columns_of(copy_t) == "unknown");
    CHECK(told.create().idle().error().columns_of(copy_t) != "unknown");
}

TEST_CASE("whatever may make a table another one makes its columns unknown") {
    using Done = std::pair<const char*, const char*>;
    const auto [tag, sql] = GENERATE(
        Done{"SET", "set search_path = u"}, Done{"SET", "set \"search_path\" = u"},
        Done{"SET", "set local role x"}, Done{"RESET", "reset all"},
        Done{"DISCARD ALL", "discard all"}, Done{"DISCARD TEMP", "discard temp"},
        Done{"DO", "do $$ begin end $$"}, Done{"CALL", "call p()"}, Done{"SELECT 1", "select f(1)"},
        Done{"SELECT 1", "select set_config('search_path', 'u', false)"},
        Done{"SELECT 1", "select 1 as a into t"}, Done{"SELECT 1", "create temp table t as select"},
        Done{"CREATE SCHEMA", "create schema u"}, Done{"CREATE VIEW", "create view t as select 1"},
        Done{"CREATE TABLE", "create table if not exists t (a int)"},
        Done{"CREATE TABLE", "create table u.t (a int)"},
        Done{"PREPARE TRANSACTION", "prepare transaction 'x'"}, Done{"SELECT 1", "execute p"});
    Told told;
    told.create().select("select * from t", {"a"}).idle();
    CHECK(told.command(tag, sql).columns_of(copy_t) == "unknown");
}

TEST_CASE("what leaves tables alone leaves their columns known") {
    using Done = std::pair<const char*, const char*>;
    const auto [tag, sql] = GENERATE(
        Done{"SET", "set statement_timeout = 10"}, Done{"BEGIN", "begin"},
        Done{"SELECT 1", "select count(*), max(a) from t where a in (1, 2) and (b = 'x')"},
        Done{"INSERT 0 1", "insert into t (a, b) values (1, 'x')"}, Done{"ANALYZE", "analyze t"},
        Done{"CREATE INDEX", "create index on t (a)"}, Done{"COPY 1", "copy u from stdin"},
        Done{"CREATE TABLE", "create table u (a int)"});
    Told told;
    told.create();
    CHECK(told.command(tag, sql).columns_of(copy_t) == "a 20, b 25, CREATE TABLE");
}

TEST_CASE("what is set or made for a transaction ends with it") {
    Told told;
    told.command("BEGIN", "begin").command("SET", "set local search_path = u").create();
    CHECK(told.columns_of(copy_t) != "unknown");
    CHECK(told.command("COMMIT", "commit").idle().columns_of(copy_t) == "unknown");
    CHECK(told.create().idle().columns_of(copy_t) != "unknown");
}

TEST_CASE("types declared where others may bear their names are not told") {
    const auto path = GENERATE("set search_path = u, pg_catalog", "set search_path = 'u, v'");
    Told told;
    told.command("SET", path).idle().create();
    CHECK(told.columns_of(copy_t) == "unknown");
    CHECK(told.select("select * from t", {"a"}).columns_of(copy_t) != "unknown");
}

TEST_CASE("what another session may have done to tables makes their columns unknown") {
    const auto after = [](const std::string& statement) {
        return Told().create().idle().elsewhere(statement).columns_of("copy t from stdin binary");
    };
    const std::string known = "a 20, b 25, CREATE TABLE";
    for (const auto* statement :
         {"alter table t alter a type float4", "ALTER TABLE IF EXISTS ONLY public.t drop b",
          "alter table other rename to t", "alter table parent add c int", "drop table t",
          "create table t (a float4)", "create table mine.t (a float4)", "drop schema s cascade",
          "alter schema s rename to public", "alter type mood add value 'sad'",
          "create view t as select 1", "create unlogged table t (a int)"})
        CHECK(after(statement) == "unknown");
    for (const auto* statement :
         {"select 1", "insert into t values (1)", "create index on t (a)",
          "create unique index i on t (a)", "create table other (a int)",
          "create temp table t (a float4)", "alter role app set search_path to x", "begin",
          "create or replace function f() returns int language sql as 'select 1'", "drop index i",
          "set search_path to x"})
        CHECK(after(statement) == known);
    CHECK(Told()
              .create()
              .elsewhere("alter table t drop b", 1)  // its own, which it judges itself
              .columns_of("copy t from stdin binary") == known);
    // What is told after the change stays.
    CHECK(Told()
              .elsewhere("alter table t drop b")
              .create()
              .elsewhere("select 1")
              .columns_of("copy t from stdin binary") == known);
    // Too much was done to hear of everything.
    Told told;
    told.create();
    CHECK(told.columns_of("copy t from stdin binary") == known);
    told.miss();
    CHECK(told.columns_of("copy t from stdin binary") == "unknown");
}
