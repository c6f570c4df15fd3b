#include "analyzer/sql/lexer.h"

#include <array>
#include <random>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

using pgoscope::sql::Lexer;
using pgoscope::sql::Reading;
using pgoscope::sql::Token;
using pgoscope::sql::TokenKind;
using pgoscope::sql::TrailBytes;

namespace {

std::vector<std::string> words_of(std::string_view sql, Reading reading = {}) {
    std::vector<std::string> words;
    Lexer lexer(sql, reading);
    for (Token token = lexer.next(); token.kind != TokenKind::end; token = lexer.next()) {
        words.emplace_back(token.text());
    }
    return words;
}

/// The kind of the one token that `sql` is.
TokenKind kind_of(std::string_view sql) {
    Lexer lexer(sql);
    const Token token = lexer.next();
    INFO(sql);
    CHECK(token.text() == sql);
    CHECK(lexer.next().kind == TokenKind::end);
    CHECK_FALSE(lexer.unterminated());
    return token.kind;
}

bool unterminated(std::string_view sql) {
    Lexer lexer(sql);
    while (lexer.next().kind != TokenKind::end) {
    }
    return lexer.unterminated();
}

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("every form of a quoted constant is one token") {
    const auto* const sql = GENERATE(
        "'a'", "''", "'it''s'", R"('back\')", R"(E'it\'s')", R"(e'\\')", "B'101'", "x'1F'", "N'n'",
        "U&'\\0061'", "u&'d!0061'", "$$it's$$", "$$$$", "$tag$ $$ $other$ $tag$", "$_1$a$_1$",
        "'a'\n'b'", "'a'  \n\n  'b'", "'a' -- why\n 'b'", "E'a'\n'\\''", "$\xC3\xA9$x$\xC3\xA9$");
    CHECK(kind_of(sql) == TokenKind::string);
}

TEST_CASE("strings on one line, or with a block comment between, do not join") {
    CHECK(words_of("'a' 'b'") == Words{"'a'", "'b'"});
    CHECK(words_of("'a' /* \n */ 'b'") == Words{"'a'", "'b'"});
    CHECK(words_of("$$a$$\n$$b$$") == Words{"$$a$$", "$$b$$"});
}

TEST_CASE("a backslash means nothing in a standard string") {
    CHECK(words_of(R"('a\' b)") == Words{R"('a\')", "b"});
    CHECK(words_of(R"(E'a\' b)") == Words{R"(E'a\' b)"});
}

TEST_CASE("names may hold any byte from 0x80 up, and quoted ones any byte") {
    const auto* const word = GENERATE("a", "_", "a$1", "A9_z", "\xC3\xA9t\xC3\xA9", "\xFF\xFE");
    CHECK(kind_of(word) == TokenKind::identifier);
    const auto* const quoted =
        GENERATE(R"("a")", R"("a ""b"" 'c'")", R"(U&"d\0061")", "\"\xFF\n\"");
    CHECK(kind_of(quoted) == TokenKind::quoted_identifier);
}

TEST_CASE("two quotes in a row end a bit string and begin a string") {
    CHECK(words_of("x'1f''2e' b'1''0'") == Words{"x'1f'", "'2e'", "b'1'", "'0'"});
    CHECK(kind_of("x'1f'\n'2e'") == TokenKind::string);
}

TEST_CASE("an UESCAPE clause is tokens of its own, as in the server's lexer") {
    CHECK(words_of("U&'d!0061' UESCAPE '!'") == Words{"U&'d!0061'", "UESCAPE", "'!'"});
}

TEST_CASE("with standard_conforming_strings off a backslash escapes in plain strings, too") {
    const Reading off{.backslash_escapes = true};
    CHECK(words_of(R"('a\' b' c)", off) == Words{R"('a\' b')", "c"});
    CHECK(words_of(R"(N'a\' b' c)", off) == Words{R"(N'a\' b')", "c"});
    CHECK(words_of(R"(U&'a\' b)", off) == Words{R"(U&'a\')", "b"});
    CHECK(words_of(R"("a\" b $$c\$$ d)", off) == Words{R"("a\")", "b", R"($$c\$$)", "d"});
}

TEST_CASE("trail bytes that look like ASCII belong to their character") {
    // U+30BD is 83 5C in SJIS; 81 5B is a letter that ends like a bracket.
    const Reading sjis{.trail_bytes = TrailBytes::one_or_katakana};
    CHECK(words_of("E'\x83\\' b", sjis) == Words{"E'\x83\\'", "b"});
    CHECK(words_of("a\x81[ b", sjis) == Words{"a\x81[", "b"});
    CHECK(words_of("'\xB1' b", sjis) == Words{"'\xB1'", "b"});
    const Reading gbk{.trail_bytes = TrailBytes::one};
    CHECK(words_of("E'\xB1\\' b", gbk) == Words{"E'\xB1\\'", "b"});
    const Reading gb18030{.trail_bytes = TrailBytes::one_or_three};
    CHECK(words_of("E'\x81\x30\x81\x30\xA8\\' b", gb18030) ==
          Words{"E'\x81\x30\x81\x30\xA8\\'", "b"});
    CHECK(unterminated("E'\x83\\'"));
}

TEST_CASE("numbers of every form") {
    const auto* const sql = GENERATE("1", "1.5", ".5", "1.", "1e10", "1E-5", "1.5e+3", "0x1F",
                                     "0o17", "0b11", "1_000", "0X_f", "1_0.0_1");
    CHECK(kind_of(sql) == TokenKind::number);
}

TEST_CASE("a number ends where it stops being one") {
    CHECK(words_of("1..10") == Words{"1", "..", "10"});
    CHECK(words_of("1e") == Words{"1", "e"});
    CHECK(words_of("1e+") == Words{"1", "e", "+"});
    CHECK(words_of("0x") == Words{"0", "x"});
    CHECK(words_of("1_") == Words{"1", "_"});
    CHECK(words_of("1.5.5") == Words{"1.5", ".5"});
}

TEST_CASE("parameters and dollars") {
    CHECK(kind_of("$1") == TokenKind::parameter);
    CHECK(kind_of("$65535") == TokenKind::parameter);
    CHECK(words_of("$1::int") == Words{"$1", "::", "int"});
    CHECK(words_of("$ $a a$b$c") == Words{"$", "$", "a", "a$b$c"});
    CHECK(words_of("a$$b$$") == Words{"a$$b$$"});
}

TEST_CASE("comments are passed over and end operators") {
    CHECK(words_of("1/* a /* nested */ b */2 -- c\n3--d\r4") == Words{"1", "2", "3", "4"});
    CHECK(words_of("a+--c\nb") == Words{"a", "+", "b"});
    CHECK(words_of("a*/*c*/b") == Words{"a", "*", "b"});
    CHECK(words_of("a /b*c/ d") == Words{"a", "/", "b", "*", "c", "/", "d"});
}

TEST_CASE("an operator of several bytes keeps a trailing sign only with a byte that allows it") {
    CHECK(words_of("a=-1") == Words{"a", "=", "-", "1"});
    CHECK(words_of("a<>-1") == Words{"a", "<>", "-", "1"});
    CHECK(words_of("a*-+-1") == Words{"a", "*", "-", "+", "-", "1"});
    CHECK(words_of("a@-1") == Words{"a", "@-", "1"});
    CHECK(words_of("a->>'b'#>>c@>d<@e?|f?&g||h!~~*i") == Words{"a", "->>", "'b'", "#>>", "c", "@>",
                                                               "d", "<@", "e", "?|", "f", "?&", "g",
                                                               "||", "h", "!~~*", "i"});
    CHECK(words_of("f(a=>1,b:=2)") == Words{"f", "(", "a", "=>", "1", ",", "b", ":=", "2", ")"});
}

TEST_CASE("punctuation") {
    CHECK(words_of("a[1:2].b::c,(d);") ==
          Words{"a", "[", "1", ":", "2", "]", ".", "b", "::", "c", ",", "(", "d", ")", ";"});
    CHECK(kind_of("...") == TokenKind::ellipsis);
    CHECK(kind_of("\\") == TokenKind::other);
    CHECK(words_of(std::string_view("a\0b", 3)) == Words{"a", std::string(1, '\0'), "b"});
}

TEST_CASE("what is open at the end of the text ends there and is flagged") {
    const auto* const sql = GENERATE("'a", "'a''", "E'a\\", "E'a\\'", "\"a", "U&\"a", "U&'a", "$$a",
                                     "$t$a$t", "/* a", "/* /* */", "B'1", "'a'\n'b");
    CHECK(unterminated(sql));
    CHECK_FALSE(unterminated("'a' \"b\" $$c$$ /* d */ -- e"));
}

TEST_CASE("tokens read many at once are those that are read one by one") {
    const std::vector<std::string> parts = {"select",
                                            "E",
                                            "e",
                                            "U&",
                                            "u&",
                                            "n",
                                            "X",
                                            "a_very_long_name_of_a_column",
                                            "\"q\"",
                                            "\"",
                                            "\"\"",
                                            "\"a\nb\"",
                                            "'",
                                            "''",
                                            "'s'",
                                            "'a\\'",
                                            "'\n'",
                                            "$1",
                                            "$",
                                            "$$",
                                            "$t$",
                                            "123",
                                            "1.5",
                                            "0x1F",
                                            "1_000",
                                            "1e5",
                                            ".",
                                            "..",
                                            ".5",
                                            ",",
                                            ";",
                                            "(",
                                            ")",
                                            "[",
                                            "]",
                                            ":",
                                            "::",
                                            "=",
                                            "-",
                                            "--",
                                            "/*",
                                            "*/",
                                            "*",
                                            "->>",
                                            "<>",
                                            " ",
                                            "  ",
                                            "\n",
                                            "\t",
                                            "\\",
                                            "a$b",
                                            "\xC3\xA4",
                                            "'a constant of more than thirty-one bytes'"};
    std::mt19937 random(12);
    std::uniform_int_distribution<std::size_t> part(0, parts.size() - 1);
    for (int round = 0; round < 3000; ++round) {
        std::string text;
        for (int i = 0; i < 40; ++i)
            text += parts[part(random)];
        const Reading reading{.backslash_escapes = round % 2 == 0};
        INFO(text);

        std::array<Token, 512> tokens;
        Lexer lexer(text, reading);
        const auto count = lexer.read(tokens);
        std::vector<std::string> words;
        for (std::size_t i = 0; i < count; ++i)
            words.emplace_back(tokens[i].text());
        REQUIRE(words == words_of(text, reading));
        CHECK(lexer.next().kind == TokenKind::end);
    }
}
