// The server's own grammar, as libpg_query carries it, has the last word on what a constant is.

#include <fstream>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>
#include <pg_query.h>

#include "analyzer/sql/lexer.h"
#include "analyzer/sql/normaliser.h"

using pgoscope::sql::Lexer;
using pgoscope::sql::Normaliser;
using pgoscope::sql::Token;
using pgoscope::sql::TokenKind;

namespace {

std::vector<std::string> corpus() {
    std::ifstream file(PGOSCOPE_SOURCE_DIR "/tests/unit/sql_oracle/corpus.sql.txt");
    std::vector<std::string> statements;
    std::string line;
    std::getline(file, line);  // the title
    while (std::getline(file, line))
        statements.push_back(line);
    return statements;
}

/// Where the two differ on purpose, and nowhere else.
const std::map<std::string, std::string> deviations = {
    {"select -(1), - -5 from t",
     "the grammar takes signs through parentheses and twice, and libpg_query then writes over what "
     "stands between ($11)"},
    {"set local search_path to a, \"B\", 'c'",
     "names as values of a setting are constants to the grammar; here they stay names"},
    {"set session characteristics as transaction isolation level repeatable read",
     "the same for transaction modes"},
    {"set time zone -7", "`zone - 7` is likelier a subtraction"},
};

/// Where a minus would not be seen as a sign: `first` and `zone` are likelier columns.
const std::set<std::string> unsigned_only = {
    "select * from t offset 20 rows fetch first 10 rows only",
    "set time zone 'Europe/Berlin'",
};

std::vector<std::string> statements_of(std::string_view sql) {
    std::vector<std::string> statements;
    Normaliser normaliser;
    normaliser.start(sql);
    for (auto next = normaliser.next(); !next.text.empty(); next = normaliser.next()) {
        statements.emplace_back(next.text);
    }
    return statements;
}

/// All of `sql` normalized, with bare `$` signs: libpg_query numbers constants in the order of its
/// walk, which is not always that of the text.
std::string normalised(std::string_view sql) {
    std::string unnumbered;
    for (const auto& statement : statements_of(sql)) {
        Lexer lexer(statement);
        for (Token token = lexer.next(); token.kind != TokenKind::end; token = lexer.next()) {
            unnumbered += token.kind == TokenKind::parameter ? "$" : token.text();
            unnumbered += ' ';
        }
    }
    return unnumbered;
}

/// libpg_query's normal form; empty when it cannot parse `sql`.
std::string oracle_normalised(const std::string& sql) {
    const PgQueryNormalizeResult result = pg_query_normalize(sql.c_str());
    std::string text = result.error == nullptr ? result.normalized_query : "";
    pg_query_free_normalize_result(result);
    return text;
}

std::string oracle_fingerprint(const std::string& sql) {
    const PgQueryFingerprintResult result = pg_query_fingerprint(sql.c_str());
    std::string text = result.error == nullptr ? result.fingerprint_str : "";
    pg_query_free_fingerprint_result(result);
    return text;
}

int oracle_statements(const PgQuerySplitResult& result) {
    const int count = result.error == nullptr ? result.n_stmts : -1;
    pg_query_free_split_result(result);
    return count;
}

/// `normal`, a normal form of libpg_query's, with other constants than the ones it was made from.
std::string with_constants(const std::string& normal, std::string_view constant) {
    std::string filled;
    Lexer lexer(normal);
    for (Token token = lexer.next(); token.kind != TokenKind::end; token = lexer.next()) {
        filled += ' ';
        filled += token.kind == TokenKind::parameter ? constant : token.text();
    }
    return filled;
}

}  // namespace

TEST_CASE("constants are where libpg_query finds them") {
    const auto statements = corpus();
    REQUIRE(statements.size() > 150);
    std::size_t parsed = 0;
    for (const auto& sql : statements) {
        const std::string oracle = oracle_normalised(sql);
        if (oracle.empty()) {
            FAIL_CHECK("not parsed by libpg_query: " << sql);
            continue;
        }
        ++parsed;
        INFO(sql);
        INFO(oracle);
        const bool deviates = deviations.count(sql) != 0;
        CHECK((normalised(sql) == normalised(oracle)) != deviates);
    }
    CHECK(parsed == statements.size());
}

TEST_CASE("what is one statement to libpg_query with other constants is one statement here") {
    std::size_t compared = 0;
    for (const auto& sql : corpus()) {
        // Signs vanish with the constants in libpg_query's text, so what it does not see is left
        // out.
        const std::string normal = oracle_normalised(sql);
        const std::string print = oracle_fingerprint(sql);
        for (const std::string_view constant : {"7", "'x y'", "E'it\\'s'", "$$z$$", "-1.5e3"}) {
            const std::string other = with_constants(normal, constant);
            if (other == sql || print.empty() || print != oracle_fingerprint(other)) continue;
            if (deviations.count(sql) != 0) continue;
            if (constant.front() == '-' && unsigned_only.count(sql) != 0) continue;
            ++compared;
            INFO(sql);
            INFO(other);
            CHECK(normalised(sql) == normalised(other));
        }
    }
    CHECK(compared > 300);
}

TEST_CASE("texts are split as the server splits them") {
    for (const auto& sql : corpus()) {
        const int by_parser = oracle_statements(pg_query_split_with_parser(sql.c_str()));
        if (by_parser < 0) continue;
        INFO(sql);
        CHECK(static_cast<int>(statements_of(sql).size()) == by_parser);
    }
}
