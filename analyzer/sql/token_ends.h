#pragma once

#include "analyzer/sql/byte_class.h"
#include "analyzer/sql/reading.h"

/// Where numbers and operators end, by the rules of scan.l. All from `from` to `end`, behind which
/// nothing is read; no byte counts as one that goes on with nothing.
namespace pgoscope::sql {

[[nodiscard]] constexpr char byte_at(const char* position, const char* end) noexcept {
    return position < end ? *position : '\0';
}

[[nodiscard]] constexpr bool starts_comment(const char* position, const char* end) noexcept {
    const char first = byte_at(position, end);
    const char second = byte_at(position + 1, end);
    return (first == '-' && second == '-') || (first == '/' && second == '*');
}

/// The byte after the digits of `base`; single underscores may stand between them.
[[nodiscard]] constexpr const char* digits_end(const char* from, const char* end,
                                               int base) noexcept {
    const auto is_digit = [base](char byte) {
        if (base == 16) return is(byte, digit_byte) || (fold(byte) >= 'a' && fold(byte) <= 'f');
        return byte >= '0' && byte < '0' + base;
    };
    while (from < end && (is_digit(*from) || (*from == '_' && is_digit(byte_at(from + 1, end)))))
        ++from;
    return from;
}

/// `from` is at a digit, or at a dot before one.
[[nodiscard]] constexpr const char* number_end(const char* from, const char* end) noexcept {
    if (*from == '0') {
        const char letter = fold(byte_at(from + 1, end));
        const int base = letter == 'x' ? 16 : letter == 'o' ? 8 : letter == 'b' ? 2 : 0;
        if (base != 0) {
            const char* const digits = digits_end(from + 2, end, base);
            if (digits > from + 2) return digits;
        }
    }
    const char* number = digits_end(from, end, 10);
    // Two dots are a range of PL/pgSQL's, not a fraction: 1..10.
    if (byte_at(number, end) == '.' && byte_at(number + 1, end) != '.')
        number = digits_end(number + 1, end, 10);
    if (fold(byte_at(number, end)) == 'e') {
        const char* exponent = number + 1;
        const char sign = byte_at(exponent, end);
        if (sign == '+' || sign == '-') ++exponent;
        if (is(byte_at(exponent, end), digit_byte)) number = digits_end(exponent, end, 10);
    }
    return number;
}

/// The longest run of operator bytes, cut where a comment starts, and where the operator in it
/// ends: since `a=-1` means `a = -1`, trailing signs do not belong to it unless one of ~!@#^&|`?%
/// does.
struct OperatorEnds {
    const char* run = nullptr;
    const char* op = nullptr;
};
[[nodiscard]] constexpr OperatorEnds operator_ends(const char* from, const char* end) noexcept {
    const char* run = from;
    bool keeps_sign = false;
    while (run < end && is(*run, operator_byte) && (run == from || !starts_comment(run, end))) {
        keeps_sign = keeps_sign || is(*run, sign_keeping_byte);
        ++run;
    }
    const char* op = run;
    while (!keeps_sign && op > from + 1 && (op[-1] == '+' || op[-1] == '-'))
        --op;
    return {run, op};
}

/// Of the word in the tag of dollar quotes; a `$` ends it.
[[nodiscard]] inline const char* tag_word_end(TrailBytes trail_bytes, const char* from,
                                              const char* limit) noexcept {
    while (from < limit && *from != '$' && is(*from, word_byte))
        from += character_bytes(trail_bytes, {from, static_cast<std::size_t>(limit - from)}, 0);
    return from;
}

}  // namespace pgoscope::sql
