#include "analyzer/sql/known_values.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <system_error>

#include "analyzer/sql/byte_class.h"

namespace pgoscope::sql {
namespace {

/// A name in another case than the request has it; what is shorter is more likely a value.
constexpr std::size_t shortest_name_in_any_case = 3;

std::string folded(std::string_view text) {
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(), fold);
    return lower;
}

bool has_digit(std::string_view text) noexcept {
    return std::any_of(text.begin(), text.end(), [](char byte) { return is(byte, digit_byte); });
}

/// Calls `visit` with each run of letters, digits and `_`, of any encoding.
template <class Visit>
void for_each_word(std::string_view text, Visit&& visit) {
    std::size_t begin = 0;
    for (std::size_t at = 0; at <= text.size(); ++at) {
        if (at < text.size() && is(text[at], word_byte)) continue;
        if (at > begin) visit(text.substr(begin, at - begin));
        begin = at + 1;
    }
}

/// Digits that the server keeps where it writes a number with `%g`.
constexpr int short_number_digits = 6;

/// A number as `%g` writes it, where that is shorter; otherwise empty.
std::string short_number(std::string_view value) {
    constexpr std::size_t longest_number = 40;
    if (value.size() <= short_number_digits || value.size() > longest_number) return {};
    double number = 0;
    const char* const end = value.data() + value.size();
    const auto read = std::from_chars(value.data(), end, number);
    if (read.ec != std::errc() || read.ptr != end) return {};
    std::array<char, 32> written{};
    const auto last = std::to_chars(written.data(), written.data() + written.size(), number,
                                    std::chars_format::general, short_number_digits);
    return {written.data(), last.ptr};
}

}  // namespace

void KnownValues::add(const Literals& literals) {
    for (const auto& value : literals.values())
        add(value);
}

void KnownValues::add(std::string_view value) {
    joined_.push_back('\0');
    joined_ += folded(value);
    // The server takes the quotes off a name that is in a value.
    if (value.find('"') != std::string_view::npos) {
        auto bare = folded(value);
        bare.erase(std::remove(bare.begin(), bare.end(), '"'), bare.end());
        joined_.push_back('\0');
        joined_ += bare;
    }
    if (const auto number = short_number(value); number.size() >= shortest_outside)
        search_.add(number, outside);
    if (value.size() >= shortest_outside)
        search_.add(value, inside | outside);
    else if (value.size() >= shortest_inside)
        search_.add(value, inside);
    // It also takes such names apart, and writes them in its own way.
    for_each_word(value, [&](std::string_view word) {
        if (word.size() < shortest_outside || word.size() == value.size()) return;
        search_.add(word, has_digit(word) ? word_inside | outside : word_inside);
    });
}

void KnownValues::prepare() {
    joined_.push_back('\0');
    search_.prepare();
}

bool KnownValues::has_part(std::string_view part) const {
    return !part.empty() && joined_.find(folded(part)) != std::string::npos;
}

bool KnownValues::has_whole(std::string_view value) const {
    return joined_.find('\0' + folded(value) + '\0') != std::string::npos;
}

KnownNames::KnownNames(std::span<const std::string_view> told, const Literals* own) : told_(told) {
    if (own == nullptr) return;
    for (const auto& name : own->names())
        names_.push_back(folded(name));
    std::sort(names_.begin(), names_.end());
    own_values_.assign(own->values().begin(), own->values().end());
    std::sort(own_values_.begin(), own_values_.end());
}

bool KnownNames::has(std::string_view part) const {
    if (was_told(part)) return true;
    if (std::binary_search(own_values_.begin(), own_values_.end(), part)) return false;
    if (has_name(part)) return true;
    // `schema.table`
    if (part.find('.') == std::string_view::npos) return false;
    while (!part.empty()) {
        const auto dot = std::min(part.find('.'), part.size());
        const auto name = part.substr(0, dot);
        if (!has_name(name) && !was_told(name)) return false;
        part.remove_prefix(std::min(dot + 1, part.size()));
    }
    return true;
}

bool KnownNames::was_told(std::string_view part) const noexcept {
    return std::find(told_.begin(), told_.end(), part) != told_.end();
}

bool KnownNames::has_name(std::string_view part) const {
    const auto name = folded(part);
    if (part.size() < shortest_name_in_any_case && part != name) return false;
    return std::binary_search(names_.begin(), names_.end(), name);
}

}  // namespace pgoscope::sql
