#include "analyzer/sql/secrets/mentions.h"

#include <array>
#include <cstddef>

#include "analyzer/sql/byte_class.h"
#include "analyzer/sql/secrets/byte_pairs.h"
#include "analyzer/sql/secrets/key_format.h"
#include "analyzer/sql/secrets/secret_names.h"

namespace pgoscope::sql {
namespace {

/// A text to look for, in any case of letters. `pair` is the position in it of the two adjacent
/// bytes that are rarest in SQL: the search looks for these two first.
struct Needle {
    std::string_view text;
    std::size_t pair;
};

/// Parts of all names in secret_names.h, and marks of secrets that have no name, such as `://`. A
/// test checks that every name contains one of them.
constexpr std::array needles{
    Needle{"pass", 2},
    Needle{"pwd", 1},
    Needle{"secret", 2},
    Needle{"token", 1},
    Needle{"jwt", 0},
    Needle{"key", 1},
    Needle{"credential", 0},
    Needle{"authoriz", 6},
    Needle{"bearer ", 0},
    Needle{"crypt", 0},  // functions of pgcrypto
    Needle{"set_config", 6},
    Needle{"hmac", 0},
    Needle{"://", 0},
    Needle{"||", 0},
    Needle{"program", 2},
    Needle{"host name \"", 9},
    Needle{" -u", 1},
    Needle{" -p", 1},
    // A name may be written with escapes: E'p\x61ss', U&'p\0061ss'. UESCAPE can replace the `\` by
    // any other character, so `u&'` and `u&"` alone count as well.
    Needle{"\\x", 0},
    Needle{"\\u", 0},
    Needle{"\\0", 0},
    Needle{"\\1", 0},
    Needle{"u&'", 1},
    Needle{"u&\"", 1},
};

constexpr BytePairs pairs = [] {
    BytePairs all;
    for (const auto& needle : needles)
        all.add_any_case(needle.text[needle.pair], needle.text[needle.pair + 1]);
    add_key_pairs(all);
    all.add(pem_begin[pem_begin.size() - 7], pem_begin[pem_begin.size() - 6]);
    return all;
}();

/// Whether a needle or a key begins where its rare pair would be at `position`.
bool confirmed(std::string_view text, std::size_t position) noexcept {
    const char first = fold(text[position]);
    for (const auto& needle : needles) {
        if (needle.text[needle.pair] != first || position < needle.pair) continue;
        const auto begin = position - needle.pair;
        if (detail::same_folded(text.substr(begin, needle.text.size()), needle.text)) return true;
    }
    constexpr auto before_pair = pem_begin.size() - 7;
    if (position >= before_pair && text.substr(position - before_pair).starts_with(pem_begin))
        return true;
    return key_at_pair(text, position).length > 0;
}

}  // namespace

bool mentions_secret(std::string_view text) noexcept {
    if (text.size() < 2) return false;
    const auto has = [&](std::size_t at) {
        return unsigned{pairs.has(BytePairs::pair_of(text[at], text[at + 1]))};
    };
    const auto last = text.size() - 1;
    std::size_t at = 0;
    // Four positions a step: mostly none of them has a pair, so one branch serves for four.
    for (; at + 4 <= last; at += 4) {
        if ((has(at) | has(at + 1) | has(at + 2) | has(at + 3)) == 0) continue;
        for (std::size_t each = at; each < at + 4; ++each)
            if (has(each) != 0 && confirmed(text, each)) return true;
    }
    for (; at < last; ++at)
        if (has(at) != 0 && confirmed(text, at)) return true;
    return false;
}

}  // namespace pgoscope::sql
