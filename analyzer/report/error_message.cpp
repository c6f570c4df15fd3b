#include "analyzer/report/error_message.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include "analyzer/report/sql_text.h"
#include "dissectors/v2/error_text.h"

namespace pgoscope::report {
namespace {

using dissectors::v3::ErrorFields;

bool quotes_values(std::string_view sqlstate) noexcept {
    return sqlstate.empty() || sqlstate.starts_with("22") || sqlstate.starts_with("23") ||
           sqlstate.starts_with("P0") || sqlstate == "42601";
}

struct QuotePair {
    std::string_view opening;
    std::string_view closing;
};

/// What PostgreSQL's translations quote with, besides `"`; Danish closes with what French opens
/// with.
constexpr std::array<QuotePair, 6> quote_pairs{{
    {"\"", "\""},
    {"\u00ab", "\u00bb"},
    {"\u00bb", "\u00ab"},
    {"\u201e", "\u201c"},
    {"\u201e", "\u201d"},
    {"\u201c", "\u201d"},
}};

bool is_name_of(const ErrorFields& message, std::string_view quoted) {
    constexpr std::string_view names = "stcdn";
    return std::any_of(names.begin(), names.end(),
                       [&](char code) { return message.find(code) == quoted; });
}

/// A value is sent with the quotes in it as they are, so that nothing tells where it ends: from the
/// first quote that does not enclose a name to the last quote, all may be of it.
void redact_quoted(std::string& text, const ErrorFields& message) {
    for (const auto& [opening, closing] : quote_pairs) {
        std::size_t from = 0;
        for (;;) {
            from = text.find(opening, from);
            if (from == std::string::npos) break;
            from += opening.size();
            const auto end = text.find(closing, from);
            if (end != std::string::npos &&
                is_name_of(message, std::string_view(text).substr(from, end - from))) {
                from = end + closing.size();
                continue;
            }
            const auto last = text.rfind(closing);
            const bool closed = last != std::string::npos && last >= from;
            // Only `"` is the same on both sides, so that a single one tells of a cut value.
            if (closed || opening == closing)
                text.replace(from, closed ? last - from : std::string::npos, "redacted");
            break;
        }
    }
}

}  // namespace

std::string shown_message(const ErrorFields& message, const Options& options) {
    const auto text = message.old_style.empty()
                          ? message.find('M').value_or(std::string_view{})
                          : dissectors::v2::read_error_text(message.old_style).message;
    SqlText sql;
    std::string shown(sql.prose(text));
    if (options.redact && quotes_values(message.find('C').value_or(std::string_view{})))
        redact_quoted(shown, message);
    return shown;
}

}  // namespace pgoscope::report
