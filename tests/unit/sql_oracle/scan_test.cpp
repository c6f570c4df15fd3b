// Token by token, texts are divided as PostgreSQL's own lexer divides them.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>

#include "analyzer/sql/lexer.h"
#include "scan_oracle.h"

using pgoscope::sql::Lexer;
using pgoscope::sql::Reading;
using pgoscope::sql::Token;
using pgoscope::sql::TokenKind;

namespace {

struct Piece {
    std::size_t start = 0;
    std::size_t end = 0;
    TokenKind kind = TokenKind::end;

    bool operator==(const Piece&) const = default;
};

constexpr std::size_t unknown_end = std::string::npos;

std::string read_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// What stands between quotes in JSON, from behind the opening one; NULs become blanks.
std::string json_string(std::string_view json) {
    std::string text;
    for (std::size_t i = 0; i < json.size() && json[i] != '"'; ++i) {
        if (json[i] != '\\') {
            text.push_back(json[i]);
            continue;
        }
        const char escaped = json[++i];
        if (escaped == 'u') {
            text.push_back(' ');
            i += 4;
        } else {
            constexpr std::string_view names = "bfnrt";
            constexpr std::string_view bytes = "\b\f\n\r\t";
            const auto at = names.find(escaped);
            text.push_back(at == std::string_view::npos ? escaped : bytes[at]);
        }
    }
    return text;
}

/// The SQL of all samples, as their golden timelines tell it.
void add_samples(std::vector<std::string>& texts) {
    constexpr std::string_view key = "\"query\":\"";
    const std::filesystem::path golden(PGOSCOPE_SOURCE_DIR "/tests/golden/expected");
    for (const auto& entry : std::filesystem::directory_iterator(golden)) {
        if (entry.path().extension() != ".ndjson") continue;
        const auto json = read_file(entry.path());
        for (auto at = json.find(key); at != std::string::npos; at = json.find(key, at + 1))
            texts.push_back(json_string(std::string_view(json).substr(at + key.size())));
    }
}

/// The scripts of the server's own installation, the samples, and the corpus beside this file.
/// Commands of psql are none of the lexer's business, but no harm either.
std::vector<std::string> corpus() {
    std::vector<std::string> texts{
        read_file(PGOSCOPE_SOURCE_DIR "/tests/unit/sql_oracle/corpus.sql.txt")};
    for (const auto* folder : {"/usr/share/postgresql/15", "/usr/share/postgresql/15/extension"}) {
        if (!std::filesystem::exists(folder)) continue;
        for (const auto& entry : std::filesystem::directory_iterator(folder))
            if (entry.path().extension() == ".sql") texts.push_back(read_file(entry.path()));
    }
    add_samples(texts);
    std::sort(texts.begin(), texts.end());
    return texts;
}

TokenKind kind_of(std::string_view text, std::uint64_t token) {
    switch (token) {
        case 258:  // IDENT
        case 259:  // UIDENT
            return text.find('"') != std::string_view::npos ? TokenKind::quoted_identifier
                                                            : TokenKind::identifier;
        case 260:  // FCONST
        case 266:  // ICONST
            return TokenKind::number;
        case 261:  // SCONST
        case 262:  // USCONST
        case 263:  // BCONST
        case 264:  // XCONST
            return TokenKind::string;
        case 267:  // PARAM
            return TokenKind::parameter;
        case 268:  // TYPECAST
            return TokenKind::cast;
        case 269:  // DOT_DOT
        case '.':
            return TokenKind::dot;
        case ',':
            return TokenKind::comma;
        case ';':
            return TokenKind::semicolon;
        case ':':
            return TokenKind::colon;
        case '(':
            return TokenKind::open_paren;
        case ')':
            return TokenKind::close_paren;
        case '[':
            return TokenKind::open_bracket;
        case ']':
            return TokenKind::close_bracket;
        case 265:  // Op
        case 270:  // COLON_EQUALS
        case 271:  // EQUALS_GREATER
        case 272:  // LESS_EQUALS
        case 273:  // GREATER_EQUALS
        case 274:  // NOT_EQUALS
            return TokenKind::op;
        default:
            break;
    }
    constexpr std::string_view operators = "+-*/%^<>=";
    if (token > 256) return TokenKind::identifier;  // a keyword
    return operators.find(static_cast<char>(token)) != std::string_view::npos ? TokenKind::op
                                                                              : TokenKind::other;
}

/// Whether only white space and line comments stand there, a newline among them: the strings around
/// them are one to the server, but two to libpg_query, which keeps comments as tokens.
bool is_continuation(std::string_view between) {
    bool newline = false;
    while (!between.empty()) {
        const auto byte = between.front();
        if (between.starts_with("--")) {
            between.remove_prefix(std::min(between.find_first_of("\r\n"), between.size()));
        } else if (std::string_view(" \t\n\r\f\v").find(byte) != std::string_view::npos) {
            newline = newline || byte == '\n' || byte == '\r';
            between.remove_prefix(1);
        } else {
            return false;
        }
    }
    return newline;
}

/// Whether the token at `start` goes on with the piece before it.
bool joins(std::string_view sql, const Piece& before, std::size_t start) {
    if (sql[start] != '\'') return false;
    const auto text = sql.substr(before.start, before.end - before.start);
    // N'...' is the keyword NCHAR and a string there.
    if (before.end == start) return text == "n" || text == "N";
    return before.kind == TokenKind::string && !text.starts_with('$') &&
           is_continuation(sql.substr(before.end, start - before.end));
}

/// By the server's lexer; nothing where it finds an error. Where it ends, libpg_query does not tell
/// of U&"..." and U&'...'.
std::optional<std::vector<Piece>> by_server(const std::string& sql) {
    const auto tokens = oracle::scan(sql);
    if (!tokens) return std::nullopt;
    std::vector<Piece> pieces;
    for (const auto& token : *tokens) {
        const auto text = std::string_view(sql).substr(token.start, token.end - token.start);
        if (pieces.empty() || !joins(sql, pieces.back(), token.start))
            pieces.push_back({token.start, 0, TokenKind::end});
        auto& piece = pieces.back();
        const bool is_more = piece.kind != TokenKind::end;
        // Behind a comment, libpg_query has forgotten that backslashes escape.
        if (is_more && (sql[piece.start] == 'e' || sql[piece.start] == 'E')) return std::nullopt;
        piece.kind = is_more ? TokenKind::string : kind_of(text, token.token);
        if (token.token == 259) piece.kind = TokenKind::quoted_identifier;
        piece.end = token.token == 259 || token.token == 262 ? unknown_end : token.end;
    }
    return pieces;
}

std::vector<Piece> by_us(std::string_view sql, Reading reading = {}) {
    std::vector<Piece> pieces;
    Lexer lexer(sql, reading);
    for (Token token = lexer.next(); token.kind != TokenKind::end; token = lexer.next()) {
        const auto start = static_cast<std::size_t>(token.start - sql.data());
        pieces.push_back({start, start + token.length, token.kind});
    }
    return pieces;
}

/// Numbers of PostgreSQL 16 are several tokens to 15; `...` is no SQL.
bool is_newer(std::string_view sql, const std::vector<Piece>& pieces) {
    return std::any_of(pieces.begin(), pieces.end(), [sql](const Piece& piece) {
        const auto text = sql.substr(piece.start, piece.end - piece.start);
        return piece.kind == TokenKind::ellipsis ||
               (piece.kind == TokenKind::number &&
                text.find_first_of("xXoObB_") != std::string_view::npos);
    });
}

/// Where the two differ, for a person; empty where they do not.
std::string difference(std::string_view sql, const std::vector<Piece>& ours,
                       const std::vector<Piece>& theirs) {
    for (std::size_t i = 0; i < std::max(ours.size(), theirs.size()); ++i) {
        if (i < ours.size() && i < theirs.size()) {
            auto expected = theirs[i];
            if (expected.end == unknown_end) expected.end = ours[i].end;
            if (ours[i] == expected) continue;
        }
        const auto text = [&](const std::vector<Piece>& pieces) {
            return i < pieces.size()
                       ? std::string(sql.substr(pieces[i].start, pieces[i].end - pieces[i].start))
                       : std::string("(end)");
        };
        return "token " + std::to_string(i) + ": '" + text(ours) + "' here, '" + text(theirs) +
               "' to the server";
    }
    return {};
}

/// Counts what could be compared.
struct Comparison {
    std::size_t compared = 0;
    std::size_t tokens = 0;

    void compare(const std::string& sql) {
        const auto theirs = by_server(sql);
        const auto ours = by_us(sql);
        if (!theirs || is_newer(sql, ours)) return;
        ++compared;
        tokens += ours.size();
        INFO(sql);
        CHECK(difference(sql, ours, *theirs) == std::string());
    }

    /// With standard_conforming_strings off, the server reads a plain string as it reads E'...'.
    void compare_escaped(const std::string& sql) {
        std::string rewritten;
        std::vector<Piece> ours;
        std::size_t copied = 0;
        for (auto piece : by_us(sql, {.backslash_escapes = true})) {
            const bool plain = piece.kind == TokenKind::string && sql[piece.start] == '\'';
            // N'...' cannot be written anew: to the server, it is a word before a plain string.
            const char first = sql[piece.start];
            if (piece.kind == TokenKind::string && (first == 'n' || first == 'N')) return;
            rewritten.append(sql, copied, piece.start - copied);
            copied = piece.start;
            // Behind a word, the E would become its last letter.
            const bool joins =
                plain && piece.start > 0 && !ours.empty() && ours.back().end == rewritten.size();
            if (joins) rewritten.push_back(' ');
            const auto shift = rewritten.size() - copied;
            ours.push_back({piece.start + shift, piece.end + shift + (plain ? 1 : 0), piece.kind});
            if (plain) rewritten.push_back('E');
        }
        rewritten.append(sql, copied);
        const auto theirs = by_server(rewritten);
        if (!theirs || is_newer(rewritten, ours)) return;
        ++compared;
        tokens += ours.size();
        INFO(sql);
        INFO(rewritten);
        CHECK(difference(rewritten, ours, *theirs) == std::string());
    }
};

/// A part of a text with some of its bytes replaced, taken out or added.
class Mutation {
  public:
    explicit Mutation(std::vector<std::string> texts) : texts_(std::move(texts)) {}

    std::string next() {
        const auto& text = texts_[below(texts_.size())];
        std::string part = text.substr(below(text.size()), 1 + below(300));
        std::replace(part.begin(), part.end(), '\0', ' ');
        for (auto changes = below(8); changes > 0; --changes) {
            const auto at = below(part.size() + 1);
            static const std::vector<std::string> insertions = {
                "'",  "''", "\\", "\\'", "E'", "U&'",  "\"",        "$",  "$$", "$a$",
                "--", "/*", "*/", "\n",  "\r", ";",    ".",         "..", "1",  "1e",
                "e5", "+",  "-",  "@-",  "::", ":=",   "n'",        "x'", "b'", "\u00e9",
                "?",  "!",  "(",  ")",   "[",  "'\n'", "' --c\n '", "\t"};
            switch (below(3)) {
                case 0:
                    part.erase(at, 1 + below(5));
                    break;
                case 1:
                    part.insert(at, insertions[below(insertions.size())]);
                    break;
                default:
                    if (at < part.size()) part.replace(at, 1, insertions[below(insertions.size())]);
                    break;
            }
        }
        return part;
    }

  private:
    std::size_t below(std::size_t count) {
        return count == 0 ? 0 : std::uniform_int_distribution<std::size_t>(0, count - 1)(random_);
    }

    std::vector<std::string> texts_;
    std::mt19937 random_{20261130};  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same every time
};

}  // namespace

TEST_CASE("scripts are divided into the tokens that the server's lexer finds") {
    Comparison comparison;
    for (const auto& text : corpus()) {
        comparison.compare(text);
        comparison.compare_escaped(text);
    }
    CHECK(comparison.tokens > 5'000);
}

TEST_CASE("so are texts with random changes, by either reading") {
    constexpr int rounds = 10'000;
    Mutation mutation(corpus());
    Comparison standard;
    Comparison escaped;
    for (int round = 0; round < rounds; ++round) {
        const auto text = mutation.next();
        standard.compare(text);
        escaped.compare_escaped(text);
    }
    // The rest ends in an error of the server's lexer, such as a quote that is not closed.
    CHECK(standard.compared > rounds / 4);
    CHECK(escaped.compared > rounds / 4);
}
