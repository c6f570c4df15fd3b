// Prints values for values_against_server.py. A line of standard input is `TYPE HEX`, where the
// type is an OID or the name of a type of an extension; a line of standard output is what became of
// the value (`text`, `raw`, `malformed`), a blank, and its text, with backslash and newline
// escaped.

#include "dissectors/values/value_text.h"

#include <charconv>
#include <cstdint>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace {

using pgoscope::dissectors::ValueText;

constexpr pgoscope::dissectors::ValueOptions unlimited{.max_length = std::size_t{1} << 30U};

template <typename Integer>
std::optional<Integer> parse(std::string_view text, int base) {
    Integer value{};
    const auto* const end = text.data() + text.size();
    const auto result = std::from_chars(text.data(), end, value, base);
    if (result.ptr != end || result.ec != std::errc{}) return std::nullopt;
    return value;
}

std::optional<std::vector<std::uint8_t>> parse_hex(std::string_view hex) {
    std::vector<std::uint8_t> bytes;
    if (hex.size() % 2 != 0) return std::nullopt;
    for (std::size_t i = 0; i < hex.size(); i += 2) {
        const auto byte = parse<std::uint8_t>(hex.substr(i, 2), 16);
        if (!byte) return std::nullopt;
        bytes.push_back(*byte);
    }
    return bytes;
}

std::string_view name_of(ValueText::Form form) {
    switch (form) {
        case ValueText::Form::text:
            return "text";
        case ValueText::Form::raw:
            return "raw";
        case ValueText::Form::malformed:
            break;
    }
    return "malformed";
}

void print_escaped(std::string_view text) {
    for (const auto character : text) {
        if (character == '\\') {
            std::cout << "\\\\";
        } else if (character == '\n') {
            std::cout << "\\n";
        } else {
            std::cout << character;
        }
    }
}

}  // namespace

int main() {
    std::ios::sync_with_stdio(false);
    for (std::string line; std::getline(std::cin, line);) {
        const auto blank = line.find(' ');
        const auto type = std::string_view(line).substr(0, blank);
        const auto value = blank == std::string::npos
                               ? std::nullopt
                               : parse_hex(std::string_view(line).substr(blank + 1));
        if (!value) {
            std::cerr << "not `TYPE HEX`: " << line << '\n';
            return 2;
        }
        const auto oid = parse<std::uint32_t>(type, 10);
        std::string text;
        const auto result = oid ? append_text(*oid, *value, text, unlimited)
                                : append_text(type, *value, text, unlimited);
        std::cout << name_of(result.form) << ' ';
        print_escaped(text);
        std::cout << '\n';
    }
    return 0;
}
