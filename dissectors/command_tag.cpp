#include "dissectors/command_tag.h"

#include <charconv>

namespace pgoscope::dissectors {
namespace {

bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

}  // namespace

CommandTag read_command_tag(std::string_view tag) noexcept {
    CommandTag result{tag, std::nullopt};
    // Read from the end, where the number is short and the command is not.
    auto first_digit = tag.size();
    while (first_digit > 0 && is_digit(tag[first_digit - 1]))
        --first_digit;
    if (first_digit == tag.size() || first_digit == 0 || tag[first_digit - 1] != ' ') return result;
    std::uint64_t rows = 0;
    const auto parsed = std::from_chars(tag.data() + first_digit, tag.data() + tag.size(), rows);
    if (parsed.ec != std::errc{}) return result;
    result.rows = rows;
    // The OID of `INSERT oid rows` is no part of the command.
    auto command = tag.substr(0, first_digit - 1);
    if (!command.empty() && is_digit(command.back()))
        if (const auto oid = command.rfind(' ');
            oid != std::string_view::npos && is_digit(command[oid + 1]))
            command = command.substr(0, oid);
    result.command = command;
    return result;
}

}  // namespace pgoscope::dissectors
