#include <algorithm>
#include <map>

#include <catch2/catch.hpp>

#include "dissectors/values/value_text.h"
#include "value_samples.h"

using namespace pgoscope::dissectors;

namespace {

// Samples whose description is not the server's text.
const std::map<std::string, std::string> texts{
    {"numeric 1e10", "10000000000"},
    {"money 12.34", "$12.34"},
    {"uuid ", "00112233-4455-6677-8899-aabbccddeeff"},
    {"jsonb {\"a\":1}", "{\"a\": 1}"},
    {"bit B101", "101"},
    {"varbit B1010101011", "1010101011"},
    {"record (1,x,NULL)", "(1,x,)"},
    {"xid8 ", "4294967297"},
    {"tsvector ", "'cat':3A 'fat':2"},
    {"tsquery ", "'fat' & 'cat':*"},
    {"pg_snapshot ", "10:20:10,14"},
    {"oidvector ", "1 2"},
    {"jsonpath ", "$.\"a\""},
    {"char ", "A"},
    {"bpchar ", "ab  "},
};

}  // namespace

TEST_CASE("every sample of a live server reads as that server prints it") {
    const auto samples = value_samples();
    CHECK(samples.size() == 54);
    for (const auto& sample : samples) {
        INFO(sample.type << ' ' << sample.description);
        const auto other = texts.find(sample.type + ' ' + sample.description);
        std::string text = "kept ";
        const auto result = append_text(sample.oid, sample.bytes, text);
        CHECK(result == ValueText{ValueText::Form::text, false});
        CHECK(text == "kept " + (other != texts.end() ? other->second : sample.description));
    }
}

TEST_CASE("a value cut short is malformed, or what is left is a value") {
    for (const auto& sample : value_samples()) {
        for (std::size_t length = 0; length < sample.bytes.size(); ++length) {
            std::string text = "kept";
            const auto result =
                append_text(sample.oid, std::span(sample.bytes).first(length), text);
            INFO(sample.type << ' ' << sample.description << " at " << length);
            if (result.form == ValueText::Form::malformed) CHECK(text == "kept");
            const bool any_length = sample.type == "json" || sample.type == "bpchar" ||
                                    (sample.type.starts_with("json") && length > 0);
            const bool older_layout = (sample.type == "money" && length == 4) ||
                                      (sample.type == "interval" && length == 12);
            CHECK((result.form == ValueText::Form::text) == (any_length || older_layout));
        }
    }
}

TEST_CASE("bytes left over are malformed") {
    for (auto sample : value_samples()) {
        const bool any_length = sample.type.starts_with("json") || sample.type == "bpchar";
        sample.bytes.push_back(0);
        std::string text;
        INFO(sample.type << ' ' << sample.description);
        CHECK((append_text(sample.oid, sample.bytes, text).form == ValueText::Form::malformed) !=
              any_length);
    }
}

TEST_CASE("a limit cuts the text, never the sense of what is before") {
    for (const auto& sample : value_samples()) {
        std::string whole;
        REQUIRE(append_text(sample.oid, sample.bytes, whole).form == ValueText::Form::text);
        for (std::size_t limit = 0; limit < whole.size() + 2; ++limit) {
            std::string text = "kept ";
            const auto result = append_text(sample.oid, sample.bytes, text, {.max_length = limit});
            INFO(sample.type << ' ' << whole << " at " << limit << ": " << text);
            CHECK(result.truncated == (limit < whole.size()));
            CHECK(text.size() - 5 <= limit);
            if (!result.truncated) {
                CHECK(text == "kept " + whole);
            } else if (limit >= 3) {
                CHECK(text == "kept " + whole.substr(0, limit - 3) + "...");
            }
        }
    }
}
