// How fast SQL is read, apart from everything else: megabytes of text a second for the lexer, for
// the normaliser, and for the normaliser with the fingerprint of each statement.
//
//     sql_speed [TEXTS [ROUNDS]]
//
// TEXTS (20 000) texts as object-relational mappers write them are read ROUNDS (7) times; the best
// round counts, since whatever else the machine does only makes it slower.

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "analyzer/sql/fingerprint.h"
#include "analyzer/sql/lexer.h"
#include "analyzer/sql/normaliser.h"
#include "tests/bench/orm_sql.h"

namespace sql = pgoscope::sql;

namespace {

std::uint64_t lex(const std::string& text) {
    std::uint64_t tokens = 0;
    sql::Lexer lexer(text);
    while (lexer.next().kind != sql::TokenKind::end)
        ++tokens;
    return tokens;
}

std::uint64_t normalise(sql::Normaliser& normaliser, const std::string& text) {
    std::uint64_t bytes = 0;
    normaliser.start(text);
    for (auto next = normaliser.next(); !next.text.empty(); next = normaliser.next())
        bytes += next.text.size();
    return bytes;
}

std::uint64_t fingerprint(sql::Normaliser& normaliser, const std::string& text) {
    std::uint64_t prints = 0;
    normaliser.start(text);
    for (auto next = normaliser.next(); !next.text.empty(); next = normaliser.next())
        prints ^= sql::fingerprint(next.text);
    return prints;
}

template <class Read>
void measure(const char* what, const std::vector<std::string>& texts, int rounds, Read read) {
    std::uint64_t bytes = 0;
    for (const auto& text : texts)
        bytes += text.size();
    double best = 1e9;
    std::uint64_t sum = 0;
    for (int round = 0; round < rounds; ++round) {
        const auto begin = std::chrono::steady_clock::now();
        for (const auto& text : texts)
            sum += read(text);
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
        best = std::min(best, took.count());
    }
    std::printf("%-24s %7.1f MB/s  (%016llx)\n", what, static_cast<double>(bytes) / best / 1e6,
                static_cast<unsigned long long>(sum));
}

}  // namespace

int main(int count, char** arguments) {
    const auto number = [&](int index, long otherwise) {
        return count > index ? std::strtol(arguments[index], nullptr, 10) : otherwise;
    };
    std::vector<std::string> texts;
    for (long i = 0; i < number(1, 20'000); ++i)
        texts.push_back(bench::orm_sql(static_cast<std::uint32_t>(i)));
    const auto rounds = static_cast<int>(number(2, 7));

    sql::Normaliser normaliser;
    measure("lexer", texts, rounds, lex);
    measure("normaliser", texts, rounds,
            [&](const auto& text) { return normalise(normaliser, text); });
    measure("and fingerprint", texts, rounds,
            [&](const auto& text) { return fingerprint(normaliser, text); });
    return 0;
}
