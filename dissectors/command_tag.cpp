#include "dissectors/command_tag.h"

#include <charconv>

namespace pgoscope::dissectors {
namespace {

bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

}  // namespace

CommandTag read_command_tag(std::string_view tag) noexcept {
    // Read from the end, where the number is short and the command is not.
    auto first_digit = tag.size();
    while (first_digit > 0 && is_digit(tag[first_digit - 1]))
        --first_digit;
    if (first_digit == tag.size() || first_digit == 0 || tag[first_digit - 1] != ' ')
        return {tag, std::nullopt};
    std::uint64_t rows = 0;
    const auto parsed = std::from_chars(tag.data() + first_digit, tag.data() + tag.size(), rows);
    if (parsed.ec != std::errc{}) return {tag, std::nullopt};
    auto length = first_digit - 1;
    // The OID of `INSERT oid rows` is no part of the command.
    if (length > 0 && is_digit(tag[length - 1]))
        if (const auto oid = tag.rfind(' ', length - 1);
            oid != std::string_view::npos && is_digit(tag[oid + 1]))
            length = oid;
    return {tag.substr(0, length), rows};
}

}  // namespace pgoscope::dissectors
