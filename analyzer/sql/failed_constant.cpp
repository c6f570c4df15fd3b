#include "analyzer/sql/failed_constant.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "analyzer/sql/byte_class.h"

namespace pgoscope::sql {
namespace {

/// What PostgreSQL's translations quote with.
constexpr std::array<std::string_view, 5> openings{"\"", "\u00ab", "\u00bb", "\u201e", "\u201c"};
constexpr std::array<std::string_view, 5> closings{"\"", "\u00ab", "\u00bb", "\u201c", "\u201d"};

/// French has a space that does not break within its quotes.
constexpr std::string_view inner_space = "\u00a0";

/// `$$`, `$tag$`; `$1` is a parameter and `$user` a schema.
bool begins_dollar_quote(std::string_view token) noexcept {
    std::size_t end = 1;
    while (end < token.size() && is(token[end], word_byte) && token[end] != '$')
        ++end;
    return end < token.size() && token[end] == '$';
}

/// `'`, `E'`, `U&'` or dollar quotes.
bool begins_constant(std::string_view token) noexcept {
    constexpr std::string_view prefixes = "eEbBxXnNuU";
    if (token.starts_with('$')) return begins_dollar_quote(token);
    if (!token.empty() && prefixes.find(token.front()) != std::string_view::npos)
        token.remove_prefix(1);
    if (token.starts_with('&')) token.remove_prefix(1);
    return token.starts_with('\'');
}

/// Where the first constant in quotes begins; `npos` when there is none.
std::size_t find_constant(std::string_view message) noexcept {
    auto first = std::string_view::npos;
    for (const auto opening : openings) {
        for (auto at = message.find(opening); at != std::string_view::npos;
             at = message.find(opening, at + 1)) {
            auto token = message.substr(at + opening.size());
            if (token.starts_with(inner_space)) token.remove_prefix(inner_space.size());
            if (begins_constant(token)) first = std::min(first, message.size() - token.size());
        }
    }
    return first;
}

}  // namespace

bool quotes_constant(std::string_view message) noexcept {
    return find_constant(message) != std::string_view::npos;
}

std::string without_quoted_constant(std::string_view message) {
    const auto first = std::min(find_constant(message), message.size());
    std::string shown(message.substr(0, first));
    if (first == message.size()) return shown;
    const auto rest = message.substr(first);
    std::size_t last = 0;
    for (const auto closing : closings)
        if (const auto at = rest.rfind(closing); at != std::string_view::npos)
            last = std::max(last, at);
    shown.append("redacted");
    if (last != 0) shown.append(rest.substr(last));
    return shown;
}

}  // namespace pgoscope::sql
