#pragma once

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "dissectors/bytes.h"

/// Bytes that a test owns.
using OwnedBytes = std::vector<std::uint8_t>;

inline OwnedBytes bytes_of(std::string_view text) {
    const auto bytes = pgoscope::as_bytes(text);
    return {bytes.begin(), bytes.end()};
}

/// Hex digits, blanks between them ignored.
inline OwnedBytes bytes_of_hex(std::string_view hex) {
    OwnedBytes bytes;
    std::string digits;
    for (const auto character : hex) {
        if (character == ' ') continue;
        digits.push_back(character);
        if (digits.size() < 2) continue;
        std::uint8_t byte = 0;
        std::from_chars(digits.data(), digits.data() + 2, byte, 16);
        bytes.push_back(byte);
        digits.clear();
    }
    return bytes;
}

inline OwnedBytes& operator+=(OwnedBytes& bytes, const OwnedBytes& more) {
    bytes.insert(bytes.end(), more.begin(), more.end());
    return bytes;
}

/// Random bytes, with many small ones among them, which get past the first checks.
inline OwnedBytes random_bytes(std::mt19937& random, std::size_t most) {
    OwnedBytes bytes(random() % (most + 1));
    for (auto& byte : bytes)
        byte = static_cast<std::uint8_t>(random() % 3 == 0 ? random() : random() % 4);
    return bytes;
}

/// Hands a stream on in pieces: every cut into two, then many random ones. `check(pieces)` is
/// called for each way.
template <class Check>
void for_every_split(const OwnedBytes& stream, Check&& check) {
    const pgoscope::Bytes all(stream);
    for (std::size_t cut = 0; cut <= all.size(); ++cut)
        check(std::vector<pgoscope::Bytes>{all.first(cut), all.subspan(cut)});
    std::mt19937 random(1);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same pieces every time
    for (int round = 0; round < 50; ++round) {
        std::vector<pgoscope::Bytes> pieces;
        for (auto rest = all; !rest.empty();) {
            const auto length = 1 + random() % rest.size();
            const auto small = 1 + random() % 7;
            const auto taken = std::min<std::size_t>(round % 2 == 0 ? small : length, rest.size());
            pieces.push_back(rest.first(taken));
            rest = rest.subspan(taken);
        }
        check(pieces);
    }
}
