#include "dissectors/tables/sqlstates.h"

#include <algorithm>
#include <array>

namespace pgoscope::dissectors {
namespace {

struct SqlStateClass {
    std::string_view code;
    std::string_view name;
};

constexpr auto states = std::to_array<SqlState>({
#include "dissectors/tables/sqlstates.inc"
});
constexpr auto classes = std::to_array<SqlStateClass>({
#include "dissectors/tables/sqlstate_classes.inc"
});

constexpr std::size_t code_length = 5;
constexpr std::size_t class_length = 2;

constexpr bool is_code_text(std::string_view text) {
    return std::ranges::all_of(
        text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); });
}

constexpr bool is_code(std::string_view text) {
    return text.size() == code_length && is_code_text(text);
}

constexpr bool is_class(std::string_view text) {
    return text.size() == class_length && is_code_text(text);
}

static_assert(std::ranges::is_sorted(states, std::ranges::less_equal{}, &SqlState::code));
static_assert(std::ranges::is_sorted(classes, std::ranges::less_equal{}, &SqlStateClass::code));
static_assert(std::ranges::all_of(states, is_code, &SqlState::code));
static_assert(std::ranges::all_of(classes, is_class, &SqlStateClass::code));

}  // namespace

const SqlState* find_sqlstate(std::string_view code) noexcept {
    const auto* const found = std::ranges::lower_bound(states, code, {}, &SqlState::code);
    return found != states.end() && found->code == code ? found : nullptr;
}

std::string_view condition_name(std::string_view code) noexcept {
    const auto* const state = find_sqlstate(code);
    return state != nullptr ? state->condition : std::string_view{};
}

std::string_view class_name(std::string_view class_or_code) noexcept {
    if (!is_class(class_or_code) && !is_code(class_or_code)) return {};
    const auto code = class_or_code.substr(0, class_length);
    const auto* const found = std::ranges::lower_bound(classes, code, {}, &SqlStateClass::code);
    return found != classes.end() && found->code == code ? found->name : std::string_view{};
}

}  // namespace pgoscope::dissectors
