#include "dissectors/json/tokenizer.h"

#include <catch2/catch.hpp>

#include "tests/support/bytes_of.h"

using namespace pgoscope;
using namespace pgoscope::dissectors::json;

namespace {

// One letter for the kind, the depth, the text.
std::string told(const std::vector<Bytes>& pieces, Tokenizer& tokens) {
    std::string text;
    for (auto piece : pieces)
        while (const auto token = tokens.next(piece)) {
            text += "{}[]ks#"[static_cast<std::size_t>(token->kind)];
            text += std::to_string(token->depth);
            text += token->text;
            text += token->cut ? "~ " : " ";
        }
    if (tokens.broken()) text += "broken";
    return text;
}

std::string told(std::string_view json) {
    Tokenizer tokens;
    return told({as_bytes(json)}, tokens);
}

}  // namespace

TEST_CASE("tokens with their depth") {
    CHECK(told(R"({"a": [1, -2.5e3 ,true], "b":{"c":null},"d":""})") ==
          "{1 k1a [2 #21 #2-2.5e3 #2true ]2 k1b {2 k2c #2null }2 k1d s1 }1 ");
    CHECK(told("[]{}") == "[1 ]1 {1 }1 ");
    CHECK(told(R"(["a\"b\\\/\n\u00e9"])") == "[1 s1a\"b\\/\n\\u00e9 ]1 ");
}

TEST_CASE("any split gives the same tokens") {
    const std::string json = R"({"key \" \\": [1, 23, {"x": "y\nz"}, false], "n": 12345})";
    const auto whole = told(json);
    for_every_split(bytes_of(json), [&](const auto& pieces) {
        Tokenizer tokens;
        if (told(pieces, tokens) != whole) FAIL(pieces.front().size());
    });
    SUCCEED();
}

TEST_CASE("long texts are cut") {
    Tokenizer tokens;
    const std::string json = "[\"" + std::string(300, 'x') + "\"]";
    CHECK(told({as_bytes(json)}, tokens) ==
          "[1 s1" + std::string(Tokenizer::longest_text, 'x') + "~ ]1 ");
}

TEST_CASE("what cannot be followed ends it") {
    CHECK(told("[}") == "[1 broken");
    CHECK(told("]") == "broken");
    CHECK(told("{\"a\":1} \x01 {}") == "{1 k1a #11 }1 broken");
    Tokenizer tokens;
    const std::string deep(Tokenizer::deepest + 1, '[');
    (void)told({as_bytes(deep)}, tokens);
    CHECK(tokens.broken());
}
