#pragma once

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>

#include "analyzer/endpoint.h"

namespace pgoscope {

namespace endpoint_text {

inline void append_number(std::string& text, unsigned value, int base) {
    std::array<char, 12> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value, base).ptr;
    text.append(digits.data(), end);
}

/// A run of 16-bit groups of an IPv6 address.
struct GroupRun {
    std::size_t begin = 0;
    std::size_t length = 0;
};

/// RFC 5952, 4.2: the longest run of zero groups is shortened, the first of equals, never a single
/// group.
[[nodiscard]] inline GroupRun longest_zero_run(const std::array<unsigned, 8>& groups) noexcept {
    GroupRun longest;
    GroupRun run;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        if (groups[i] != 0) {
            run = {i + 1, 0};
            continue;
        }
        ++run.length;
        if (run.length > longest.length && run.length > 1) longest = run;
    }
    return longest;
}

}  // namespace endpoint_text

/// `192.0.2.7`, or the form of RFC 5952 such as `2001:db8::7`.
inline void append(std::string& text, const Address& address) {
    using endpoint_text::append_number;
    const auto& bytes = address.bytes;
    if (address.is_ipv4()) {
        for (std::size_t i = 12; i < bytes.size(); ++i) {
            if (i > 12) text += '.';
            append_number(text, bytes[i], 10);
        }
        return;
    }
    std::array<unsigned, 8> groups{};
    for (std::size_t i = 0; i < groups.size(); ++i)
        groups[i] = static_cast<unsigned>(bytes[2 * i]) << 8U | bytes[2 * i + 1];
    const auto zeros = endpoint_text::longest_zero_run(groups);
    for (std::size_t i = 0; i < groups.size();) {
        if (zeros.length > 0 && i == zeros.begin) {
            text += "::";
            i += zeros.length;
            continue;
        }
        if (i > 0 && text.back() != ':') text += ':';
        append_number(text, groups[i], 16);
        ++i;
    }
}

/// `192.0.2.7:5432`, `[2001:db8::7]:5432`.
inline void append(std::string& text, const Endpoint& endpoint) {
    const bool brackets = !endpoint.address.is_ipv4();
    if (brackets) text += '[';
    append(text, endpoint.address);
    if (brackets) text += ']';
    text += ':';
    endpoint_text::append_number(text, endpoint.port, 10);
}

[[nodiscard]] inline std::string to_string(const Address& address) {
    std::string text;
    append(text, address);
    return text;
}

[[nodiscard]] inline std::string to_string(const Endpoint& endpoint) {
    std::string text;
    append(text, endpoint);
    return text;
}

}  // namespace pgoscope
