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
    const auto space = tag.rfind(' ');
    if (space == std::string_view::npos) return result;
    const auto number = tag.substr(space + 1);
    std::uint64_t rows = 0;
    const auto parsed = std::from_chars(number.data(), number.data() + number.size(), rows);
    if (parsed.ec != std::errc{} || parsed.ptr != number.data() + number.size()) return result;
    result.rows = rows;
    // The OID of `INSERT oid rows` is no part of the command.
    auto command = tag.substr(0, space);
    if (const auto oid = command.rfind(' ');
        oid != std::string_view::npos && oid + 1 < command.size() && is_digit(command[oid + 1]))
        command = command.substr(0, oid);
    result.command = command;
    return result;
}

}  // namespace pgoscope::dissectors
