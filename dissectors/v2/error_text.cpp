#include "dissectors/v2/error_text.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace pgoscope::dissectors::v2 {
namespace {

/// Of elog.c, from Postgres95 (WARN, then an error) to 13.
constexpr std::array<std::string_view, 16> severities{
    "ERROR",  "FATAL",  "NOTICE", "WARNING", "PANIC",  "LOG",    "INFO",  "DEBUG",
    "DEBUG1", "DEBUG2", "DEBUG3", "DEBUG4",  "DEBUG5", "DEBUG6", "ABORT", "WARN",
};
/// Longest severity that is believed when it is none of these: some are translated.
constexpr std::size_t longest_severity = 24;

bool is_known(std::string_view word) noexcept {
    return std::find(severities.begin(), severities.end(), word) != severities.end();
}

/// Translations are in capitals or in letters beyond ASCII.
bool may_be_translated(std::string_view word) noexcept {
    return !word.empty() && word.size() <= longest_severity &&
           std::all_of(word.begin(), word.end(),
                       [](char c) { return (c >= 'A' && c <= 'Z') || (c & '\x80') != 0; });
}

std::string_view without_level(std::string_view head) noexcept {
    const auto space = head.find(' ');
    if (space == std::string_view::npos || space + 2 != head.size()) return head;
    const char level = head[space + 1];
    return level >= '0' && level <= '9' ? head.substr(0, space) : head;
}

std::string_view trimmed(std::string_view text) noexcept {
    const auto last = text.find_last_not_of(" \r\n");
    return text.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

void take_severity(ErrorText& error) noexcept {
    const auto colon = error.message.find(':');
    if (colon == std::string_view::npos) return;
    const auto word = without_level(error.message.substr(0, colon));
    const auto behind = error.message.substr(colon + 1);
    if (!is_known(word) && !(may_be_translated(word) && behind.starts_with("  "))) return;
    error.severity = word;
    error.message = behind.substr(std::min(behind.find_first_not_of(' '), behind.size()));
}

void take_position(ErrorText& error) noexcept {
    constexpr std::string_view mark = " at character ";
    const auto at = error.message.rfind(mark);
    if (at == std::string_view::npos) return;
    const auto digits = error.message.substr(at + mark.size());
    std::uint32_t position = 0;
    const auto [end, failure] =
        std::from_chars(digits.data(), digits.data() + digits.size(), position);
    if (failure != std::errc{} || end != digits.data() + digits.size()) return;
    error.position = position;
    error.message = error.message.substr(0, at);
}

}  // namespace

ErrorText read_error_text(std::string_view text) noexcept {
    ErrorText error;
    error.message = trimmed(text);
    take_severity(error);
    take_position(error);
    return error;
}

}  // namespace pgoscope::dissectors::v2
