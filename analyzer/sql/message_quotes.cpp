#include "analyzer/sql/message_quotes.h"

#include <algorithm>
#include <array>

#include "analyzer/sql/byte_class.h"

namespace pgoscope::sql {
namespace {

struct QuotePair {
    std::string_view opening;
    std::string_view closing;
    std::string_view other_closing = {};
};

/// Of the translations of PostgreSQL; Swedish opens and closes with the same.
constexpr std::array<QuotePair, 7> quote_pairs{{
    {"\"", "\""},
    {"\u00ab", "\u00bb"},
    {"\u00bb", "\u00ab"},
    {"\u201e", "\u201c", "\u201d"},
    {"\u201c", "\u201d"},
    {"\u201d", "\u201d"},
    {"'", "'"},
}};

/// French has a space that does not break within its quotes.
constexpr std::array<std::string_view, 3> blanks{" ", "\u00a0", "\u202f"};

const QuotePair* pair_opened_at(std::string_view text, std::size_t at, bool old) noexcept {
    for (const auto& pair : quote_pairs) {
        if (!text.substr(at).starts_with(pair.opening)) continue;
        if (pair.opening != "'") return &pair;
        const bool apostrophe = at > 0 && is(text[at - 1], word_byte);
        if (old && !apostrophe) return &pair;
    }
    return nullptr;
}

void trim(std::string_view text, QuotedPart& part) noexcept {
    const auto inside = [&] { return text.substr(part.begin, part.end - part.begin); };
    for (const auto blank : blanks) {
        while (inside().starts_with(blank))
            part.begin += blank.size();
        while (inside().ends_with(blank))
            part.end -= blank.size();
    }
}

}  // namespace

std::optional<QuotedPart> MessageQuotes::next() noexcept {
    for (; position_ < text_.size(); ++position_) {
        const auto* pair = pair_opened_at(text_, position_, old_);
        if (pair == nullptr) continue;
        QuotedPart part;
        part.begin = position_ + pair->opening.size();
        part.closing = pair->closing;
        part.end = text_.find(pair->closing, part.begin);
        if (!pair->other_closing.empty())
            part.end = std::min(part.end, text_.find(pair->other_closing, part.begin));
        const bool closed = part.end != std::string_view::npos;
        if (!closed) part.end = text_.size();
        position_ = closed ? part.end + pair->closing.size() : text_.size();
        part.behind = position_;
        trim(text_, part);
        return part;
    }
    return std::nullopt;
}

QuotedPart MessageQuotes::to_last_quote(QuotedPart part) const noexcept {
    std::size_t last = 0;
    for (const auto& pair : quote_pairs) {
        if (pair.opening == "'" && !old_) continue;
        for (const auto quote : {pair.closing, pair.other_closing}) {
            if (quote.empty()) continue;
            const auto at = text_.rfind(quote);
            if (at == std::string_view::npos || at < part.begin || at < last) continue;
            last = at;
            part.closing = quote;
        }
    }
    part.end = last == 0 ? text_.size() : last;
    part.behind = last == 0 ? text_.size() : last + part.closing.size();
    trim(text_, part);
    return part;
}

}  // namespace pgoscope::sql
