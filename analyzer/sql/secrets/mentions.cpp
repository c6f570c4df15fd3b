#include "analyzer/sql/secrets/mentions.h"

#include <array>
#include <cstddef>
#include <cstdint>

#include "analyzer/sql/byte_class.h"
#include "analyzer/sql/secrets/key_format.h"
#include "analyzer/sql/secrets/secret_names.h"

namespace pgoscope::sql {
namespace {

/// A text to look for, and the place in it of the two bytes that SQL has least of.
struct Needle {
    std::string_view text;
    std::size_t pair;
    bool any_case = true;
};

/// The roots of all names of secret_names.h, and the signs of what is no name. A test checks that
/// every name has one.
constexpr std::array needles{
    Needle{"passw", 3},  // password, passwd
    Needle{"pwd", 1},        Needle{"passphrase", 3}, Needle{"passcode", 3},
    Needle{"dbpass", 1},     Needle{"db_pass", 1},    Needle{"userpass", 3},
    Needle{"user_pass", 3},  Needle{"smtp", 0},       Needle{"secret", 2},
    Needle{"token", 1},      Needle{"jwt", 0},        Needle{"key", 1},
    Needle{"credential", 0}, Needle{"authoriz", 6},   Needle{"bearer ", 0},
    Needle{"crypt", 0},  // functions of pgcrypto
    Needle{"hmac", 0},       Needle{"://", 0},        Needle{"||", 0},
    Needle{"program", 3},    Needle{" -u", 1},        Needle{" -p", 1},
};

constexpr std::size_t pair_of(char first, char second) noexcept {
    return static_cast<std::size_t>(static_cast<unsigned char>(first)) << 8U |
           static_cast<unsigned char>(second);
}

constexpr char upper(char byte) noexcept {
    return byte >= 'a' && byte <= 'z' ? static_cast<char>(byte - 'a' + 'A') : byte;
}

/// A bit for each pair of bytes with which a needle, or the prefix of a key, can be met.
class Pairs {
  public:
    constexpr Pairs() {
        for (const auto& needle : needles)
            add(needle.text[needle.pair], needle.text[needle.pair + 1]);
        for (const auto& format : key_formats)
            add_exact(format.prefix[0], format.prefix[1]);
        add_exact('-', 'B');
    }
    [[nodiscard]] constexpr bool has(std::size_t pair) const noexcept {
        return (bits_[pair / 64] >> (pair % 64) & 1U) != 0;
    }

  private:
    constexpr void add(char first, char second) {
        for (const char one : {first, upper(first)})
            for (const char two : {second, upper(second)})
                add_exact(one, two);
    }
    constexpr void add_exact(char first, char second) {
        const auto pair = pair_of(first, second);
        bits_[pair / 64] |= std::uint64_t{1} << (pair % 64);
    }

    std::array<std::uint64_t, 1024> bits_{};
};

constexpr Pairs pairs;

/// Whether one of them stands where its pair is at `position`.
bool confirmed(std::string_view text, std::size_t position) noexcept {
    const char first = fold(text[position]);
    for (const auto& needle : needles) {
        if (needle.text[needle.pair] != first || position < needle.pair) continue;
        const auto begin = position - needle.pair;
        if (detail::same_folded(text.substr(begin, needle.text.size()), needle.text)) return true;
    }
    if (text[position + 1] == 'B' && position >= 4 &&
        text.substr(position - 4).starts_with(pem_begin))
        return true;
    return key_length(text, position) > 0;
}

}  // namespace

bool mentions_secret(std::string_view text) noexcept {
    if (text.size() < 2) return false;
    std::size_t pair = static_cast<unsigned char>(text[0]);
    for (std::size_t next = 1; next < text.size(); ++next) {
        pair = (pair << 8U | static_cast<unsigned char>(text[next])) & 0xffffU;
        if (pairs.has(pair) && confirmed(text, next - 1)) return true;
    }
    return false;
}

}  // namespace pgoscope::sql
