#include "cli/limit_options.h"

#include <limits>
#include <optional>

#include <fmt/format.h>

#include "cli/quantity.h"
#include "cli/usage_error.h"

namespace pgoscope::cli {
namespace {

std::optional<std::uint64_t> parse(LimitOption::Unit unit, std::string_view text) {
    switch (unit) {
        case LimitOption::Unit::bytes:
            return parse_size(text);
        case LimitOption::Unit::duration: {
            const auto duration = parse_duration(text);
            if (!duration) return std::nullopt;
            return static_cast<std::uint64_t>(*duration);
        }
        case LimitOption::Unit::count:
            break;
    }
    return parse_count(text);
}

std::string_view expected(LimitOption::Unit unit) {
    switch (unit) {
        case LimitOption::Unit::bytes:
            return "a size such as 65536, 64K, 1M or 1G";
        case LimitOption::Unit::duration:
            return "a duration such as 500ms, 30s or 1min";
        case LimitOption::Unit::count:
            break;
    }
    return "a whole number";
}

std::string duration_text(std::uint64_t nanoseconds) {
    const auto seconds = nanoseconds / 1'000'000'000;
    return seconds % 3600 == 0 ? fmt::format("{}h", seconds / 3600) : fmt::format("{}s", seconds);
}

std::string size_text(std::uint64_t bytes) {
    constexpr std::string_view suffixes[] = {"", "K", "M", "G"};
    std::size_t suffix = 0;
    while (bytes != 0 && bytes % 1024 == 0 && suffix + 1 < std::size(suffixes)) {
        bytes /= 1024;
        ++suffix;
    }
    return fmt::format("{}{}", bytes, suffixes[suffix]);
}

}  // namespace

void set_limit(Limits& limits, const LimitOption& option, std::string_view text) {
    const auto value = parse(option.unit, text);
    if (!value)
        throw UsageError(
            fmt::format("{}: '{}' is not {}", option.name, text, expected(option.unit)));
    if (*value < option.least)
        throw UsageError(fmt::format("{}: at least {} is needed", option.name, option.least));
    std::visit(
        [&](auto member) {
            using Value = std::remove_reference_t<decltype(limits.*member)>;
            constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<Value>::max());
            if (*value > most)
                throw UsageError(fmt::format("{}: at most {} is possible", option.name, most));
            limits.*member = static_cast<Value>(*value);
        },
        option.member);
}

std::string default_of(const LimitOption& option) {
    const Limits limits;
    const auto value = std::visit(
        [&](auto member) { return static_cast<std::uint64_t>(limits.*member); }, option.member);
    switch (option.unit) {
        case LimitOption::Unit::bytes:
            return size_text(value);
        case LimitOption::Unit::duration:
            return duration_text(value);
        case LimitOption::Unit::count:
            break;
    }
    return fmt::format("{}", value);
}

}  // namespace pgoscope::cli
