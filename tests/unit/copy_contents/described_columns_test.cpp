#include "analyzer/session/described_columns.h"

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

  private:
    const sql::Statement* statement(const std::string& sql) {
        return &catalogue_[catalogue_.intern(sql).front()];
    }
    sql::StatementCatalogue catalogue_{100};
    DescribedColumns described_;
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
