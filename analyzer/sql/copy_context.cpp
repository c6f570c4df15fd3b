#include "analyzer/sql/copy_context.h"

#include <algorithm>
#include <array>

namespace pgoscope::sql {
namespace {

constexpr auto npos = std::string_view::npos;

/// Pairs of quotes of the server's translations, in UTF-8.
struct Quotes {
    std::string_view opening;
    std::string_view closing;
};
constexpr std::array quotes{Quotes{"\"", "\""}, Quotes{"»", "«"}, Quotes{"«", "»"},
                            Quotes{"„", "“"},   Quotes{"“", "”"}, Quotes{"'", "'"}};

bool is_digit(char byte) noexcept {
    return byte >= '0' && byte <= '9';
}

/// What stands behind the last blank or comma of `COPY t, line 7, column password`, or nothing
/// where that is the number of the line.
std::string_view column_of(std::string_view place) noexcept {
    while (place.ends_with(' '))
        place.remove_suffix(1);
    const auto before = place.find_last_of(" ,");
    const auto name = before == npos ? place : place.substr(before + 1);
    const bool number = std::all_of(name.begin(), name.end(), is_digit);
    return number ? std::string_view{} : name;
}

}  // namespace

std::optional<CopyContext> copy_context(std::string_view context) noexcept {
    // It is the outermost, so the last; contexts of triggers stand before it.
    constexpr std::string_view word = "COPY ";
    constexpr std::string_view behind_place = ": ";
    auto begin = context.starts_with(word) ? 0 : context.find("\nCOPY ");
    if (begin == npos) begin = context.find("COPY");  // not the first word in every language
    if (begin == npos) return std::nullopt;
    const auto colon = context.find(behind_place, begin);
    if (colon == npos) return std::nullopt;
    CopyContext told;
    told.data = {colon + behind_place.size(), context.size()};
    const auto data = context.substr(told.data.begin);
    for (const auto& each : quotes) {
        if (!data.starts_with(each.opening)) continue;
        told.data.begin += each.opening.size();
        if (data.size() >= each.opening.size() + each.closing.size() &&
            data.ends_with(each.closing))
            told.data.end -= each.closing.size();
        told.column = column_of(context.substr(begin, colon - begin));
        return told;
    }
    return std::nullopt;
}

}  // namespace pgoscope::sql
