#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace pgoscope::sql {

/// What one byte may be in SQL text, by the character sets of scan.l. Bytes from 0x80 up are
/// letters to the server whatever the encoding is, and so they are here.
enum ByteClass : std::uint8_t {
    space_byte = 1,
    word_start_byte = 2,
    word_byte = 4,  ///< Letters, digits, `_` and `$`.
    digit_byte = 8,
    operator_byte = 16,
    sign_keeping_byte = 32,  ///< Lets an operator of several bytes end in `+` or `-`.
};

namespace detail {

constexpr std::array<std::uint8_t, 256> classify_bytes() {
    std::array<std::uint8_t, 256> classes{};
    const auto mark = [&classes](const char* bytes, unsigned flags) {
        for (; *bytes != '\0'; ++bytes) {
            auto& entry = classes[static_cast<unsigned char>(*bytes)];
            entry = static_cast<std::uint8_t>(entry | flags);
        }
    };
    mark(" \t\n\r\f\v", space_byte);
    mark("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_", word_start_byte | word_byte);
    mark("0123456789", digit_byte | word_byte);
    mark("$", word_byte);
    mark("~!@#^&|`?+-*/%<>=", operator_byte);
    mark("~!@#^&|`?%", sign_keeping_byte);
    for (std::size_t byte = 0x80; byte < 0x100; ++byte) {
        classes[byte] = word_start_byte | word_byte;
    }
    return classes;
}

constexpr std::array<char, 256> fold_bytes() {
    std::array<char, 256> folded{};
    for (std::size_t byte = 0; byte < folded.size(); ++byte) {
        const bool upper = byte >= 'A' && byte <= 'Z';
        folded[byte] = static_cast<char>(upper ? byte + ('a' - 'A') : byte);
    }
    return folded;
}

inline constexpr auto byte_classes = classify_bytes();
inline constexpr auto folded_bytes = fold_bytes();

}  // namespace detail

/// True when `byte` is in one of `classes`.
[[nodiscard]] constexpr bool is(char byte, unsigned classes) noexcept {
    return (detail::byte_classes[static_cast<unsigned char>(byte)] & classes) != 0;
}

/// Lower case as the server folds unquoted names: ASCII only, other bytes stay.
[[nodiscard]] constexpr char fold(char byte) noexcept {
    return detail::folded_bytes[static_cast<unsigned char>(byte)];
}

}  // namespace pgoscope::sql
