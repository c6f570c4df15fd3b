#pragma once

#include <algorithm>
#include <array>
#include <cstdio>
#include <string>
#include <string_view>

#include "tests/support/bytes_of.h"

/// One entry of a ustar archive as servers write it: a header, the content, zeros up to a block.
inline OwnedBytes tar_entry(std::string_view name, const OwnedBytes& content, char type = '0',
                            std::string_view link = {}, std::string_view prefix = {}) {
    OwnedBytes header(512);
    const auto put = [&header](std::size_t offset, std::string_view text) {
        std::copy(text.begin(), text.end(), header.begin() + static_cast<std::ptrdiff_t>(offset));
    };
    const auto octal = [](std::size_t number, int digits) {
        std::array<char, 16> text{};
        std::snprintf(text.data(), text.size(), "%0*zo", digits, number);
        return std::string(text.data());
    };
    put(0, name);
    put(100, "0000600");
    put(124, octal(content.size(), 11));
    header[156] = static_cast<std::uint8_t>(type);
    put(157, link);
    put(257, "ustar");
    put(263, "00");
    put(345, prefix);
    put(148, "        ");
    std::size_t sum = 0;
    for (const auto byte : header)
        sum += byte;
    put(148, octal(sum, 6));
    header[154] = 0;
    header += content;
    header.resize((header.size() + 511) / 512 * 512);
    return header;
}
