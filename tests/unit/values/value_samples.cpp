#include "value_samples.h"

#include <algorithm>
#include <charconv>
#include <fstream>

#include <catch2/catch.hpp>

#include "dissectors/tables/type_table.h"
#include "dissectors/values/value_text.h"

using namespace pgoscope::dissectors;

std::vector<std::uint8_t> from_hex(std::string_view hex) {
    std::vector<std::uint8_t> bytes;
    std::string digits;
    for (const auto character : hex) {
        if (character == ' ') continue;
        digits.push_back(character);
        if (digits.size() < 2) continue;
        std::uint8_t byte = 0;
        REQUIRE(std::from_chars(digits.data(), digits.data() + 2, byte, 16).ptr ==
                digits.data() + 2);
        bytes.push_back(byte);
        digits.clear();
    }
    REQUIRE(digits.empty());
    return bytes;
}

std::uint32_t oid_by_name(std::string_view name) {
    const auto* const type = std::ranges::find(type_table, name, &TypeInfo::name);
    INFO(name);
    REQUIRE(type != type_table.end());
    return type->oid;
}

std::vector<ValueSample> value_samples() {
    std::ifstream lines(PGOSCOPE_SOURCE_DIR "/tests/data/binary-values.txt");
    std::vector<ValueSample> samples;
    for (std::string line; std::getline(lines, line);) {
        const auto equals = line.rfind(" = ");
        const auto space = line.find(' ');
        REQUIRE(equals != std::string::npos);
        ValueSample sample;
        sample.type = line.substr(0, space);
        if (space < equals) sample.description = line.substr(space + 1, equals - space - 1);
        sample.oid = oid_by_name(sample.type);
        sample.bytes = from_hex(std::string_view(line).substr(equals + 3));
        samples.push_back(sample);
    }
    return samples;
}

std::string text_of(std::uint32_t oid, std::string_view hex) {
    std::string text;
    const auto result = append_text(oid, from_hex(hex), text);
    if (result.form == ValueText::Form::malformed) return text + "malformed";
    if (result.form == ValueText::Form::raw) text.insert(0, "raw: ");
    if (result.truncated) text.insert(0, "cut: ");
    return text;
}

std::string text_of(std::string_view type, std::string_view hex) {
    return text_of(oid_by_name(type), hex);
}
