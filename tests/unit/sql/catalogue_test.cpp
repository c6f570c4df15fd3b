#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "analyzer/sql/fingerprint.h"
#include "analyzer/sql/statement_catalogue.h"

using pgoscope::sql::Command;
using pgoscope::sql::FingerprintText;
using pgoscope::sql::StatementCatalogue;
using pgoscope::sql::StatementId;

namespace {

std::vector<StatementId> intern(StatementCatalogue& catalogue, std::string_view sql) {
    const auto ids = catalogue.intern(sql);
    return {ids.begin(), ids.end()};
}

using Ids = std::vector<StatementId>;

}  // namespace

TEST_CASE("a fingerprint is the XXH3-64 of the normalized text") {
    // Of the library's own command: printf 'select $1' | xxhsum -H3
    CHECK(FingerprintText(pgoscope::sql::fingerprint("select $1")).view() == "930a119d09f4476a");
    CHECK(FingerprintText(0xABC).view() == "0000000000000abc");
}

TEST_CASE("equal statements share an id, different ones do not") {
    StatementCatalogue catalogue(100, 7);
    CHECK(intern(catalogue, "select 1") == Ids{1});
    CHECK(intern(catalogue, "SELECT 'two' -- x") == Ids{1});
    CHECK(intern(catalogue, "select a") == Ids{2});
    CHECK(intern(catalogue, "begin; select 3; commit") == Ids{3, 1, 4});
    CHECK(intern(catalogue, "begin; select 3; commit") == Ids{3, 1, 4});
    CHECK(intern(catalogue, "").empty());
    CHECK(intern(catalogue, " ; ").empty());
    CHECK(intern(catalogue, "a;b;c;d;e;f") == intern(catalogue, "a;b;c;d;e;f"));

    CHECK(catalogue[1].text == "select $1");
    CHECK(catalogue[1].fingerprint == pgoscope::sql::fingerprint("select $1"));
    CHECK(catalogue[1].target.command == Command::select);
    CHECK(catalogue[3].target.command == Command::begin);
}

TEST_CASE("a text that was cut is another statement than one that ends there") {
    StatementCatalogue catalogue(100);
    const auto whole = intern(catalogue, "select a");
    const auto cut = catalogue.intern("select a", true);
    REQUIRE(cut.size() == 1);
    CHECK(cut.front() != whole.front());
    CHECK(catalogue[cut.front()].truncated);
    CHECK_FALSE(catalogue[whole.front()].truncated);
}

TEST_CASE("a full catalog answers with the overflow statement and counts") {
    StatementCatalogue catalogue(2);
    CHECK(intern(catalogue, "select a; select b; select c") == Ids{1, 2, 0});
    CHECK(intern(catalogue, "select d") == Ids{0});
    CHECK(intern(catalogue, "select d") == Ids{0});
    CHECK(intern(catalogue, "select b") == Ids{2});
    CHECK(catalogue.overflowed() == 3);
    CHECK(catalogue.statements().size() == 3);
    CHECK(catalogue[StatementCatalogue::overflow].text == "(other statements)");
}

TEST_CASE("long normalized texts are cut but told apart by all of their text") {
    StatementCatalogue catalogue(100);
    std::string sql = "select ";
    while (sql.size() < StatementCatalogue::text_bytes + 100)
        sql += "\xC3\xA9, ";
    const auto left = intern(catalogue, sql + "a").front();
    const auto right = intern(catalogue, sql + "b").front();
    CHECK(left != right);
    CHECK(catalogue[left].truncated);
    CHECK(catalogue[left].text.size() <= StatementCatalogue::text_bytes + 4);
    CHECK(catalogue[left].text.substr(catalogue[left].text.size() - 4) == " ...");
}

TEST_CASE("addresses of statements stay, and the seed does not show") {
    StatementCatalogue plain(10'000);
    StatementCatalogue seeded(10'000, 0x9E37);
    CHECK(intern(plain, "select x") == intern(seeded, "select x"));
    const auto* const first = &plain[1];
    for (int i = 0; i < 5000; ++i) {
        const auto sql = "select c" + std::to_string(i);
        CHECK(intern(plain, sql) == intern(seeded, sql));
    }
    CHECK(first == &plain[1]);
    CHECK(plain.statements().size() == 5002);
}

TEST_CASE("a statement whose SQL is not known is told by its name") {
    StatementCatalogue catalogue(10);
    const auto id = catalogue.intern_unknown("S_1");
    CHECK(catalogue[id].text == "unknown statement S_1");
    CHECK(catalogue[id].truncated);
    CHECK(catalogue.intern_unknown("S_1") == id);
    CHECK(catalogue.intern_unknown("S_2") != id);
    CHECK(catalogue[catalogue.intern_unknown("")].text == "unknown statement (unnamed)");
}
