#include "analyzer/sql/secrets/statement_word.h"

#include <algorithm>
#include <array>
#include <utility>

#include "analyzer/sql/byte_class.h"

namespace pgoscope::sql {
namespace {

using enum StatementWord;

struct Entry {
    std::string_view word;
    StatementWord meaning;
};

/// In alphabetical order.
constexpr std::array words{
    Entry{"alter", alter_or_create},
    Entry{"and", then_logic},
    Entry{"as", as_or_do},
    Entry{"authorization", authorization},
    Entry{"between", between},
    Entry{"case", case_word},
    Entry{"collate", collate},
    Entry{"create", alter_or_create},
    Entry{"default", default_value},
    Entry{"distinct", distinct},
    Entry{"do", as_or_do},
    Entry{"else", else_word},
    Entry{"end", end},
    Entry{"except", set_operation},
    Entry{"execute", execute},
    Entry{"false", absent},
    Entry{"from", from},
    Entry{"group", group},
    Entry{"having", clause},
    Entry{"ilike", comparison},
    Entry{"in", comparison},
    Entry{"insert", insert},
    Entry{"intersect", set_operation},
    Entry{"into", into},
    Entry{"is", comparison},
    Entry{"like", comparison},
    Entry{"limit", clause},
    Entry{"loop", clause},
    Entry{"not", comparison},
    Entry{"null", absent},
    Entry{"offset", clause},
    Entry{"on", on},
    Entry{"operator", comparison},
    Entry{"options", options},
    Entry{"or", then_logic},
    Entry{"order", clause},
    Entry{"program", program},
    Entry{"raise", raise},
    Entry{"returning", returning},
    Entry{"role", role},
    Entry{"select", select},
    Entry{"session", session},
    Entry{"set", set},
    Entry{"similar", comparison},
    Entry{"then", then},
    Entry{"to", to},
    Entry{"true", absent},
    Entry{"union", set_operation},
    Entry{"update", update},
    Entry{"user", role},
    Entry{"using", clause},
    Entry{"values", values},
    Entry{"when", when},
    Entry{"where", clause},
    Entry{"window", clause},
};
static_assert(std::is_sorted(words.begin(), words.end(),
                             [](const Entry& a, const Entry& b) { return a.word < b.word; }));

}  // namespace

StatementWord statement_word(std::string_view word) noexcept {
    std::array<char, 16> folded{};
    if (word.size() > folded.size()) return other;
    std::transform(word.begin(), word.end(), folded.begin(), fold);
    const std::string_view key(folded.data(), word.size());
    const auto* entry =
        std::lower_bound(words.begin(), words.end(), key,
                         [](const Entry& each, auto sought) { return each.word < sought; });
    return entry != words.end() && entry->word == key ? entry->meaning : other;
}

}  // namespace pgoscope::sql
