#include "analyzer/report/text/utf8.h"

namespace pgoscope::report {
namespace {

/// What a leading byte announces. The second byte's range rules out overlong forms, surrogates and
/// code points past U+10FFFF; later bytes are 80..BF.
struct Lead {
    std::uint8_t length = 0;  ///< 0: cannot lead
    std::uint8_t second_low = 0x80;
    std::uint8_t second_high = 0xbf;
};

Lead lead_of(std::uint8_t byte) noexcept {
    if (byte < 0x80) return {.length = 1};
    if (byte < 0xc2) return {};
    if (byte < 0xe0) return {.length = 2};
    if (byte == 0xe0) return {.length = 3, .second_low = 0xa0};
    if (byte == 0xed) return {.length = 3, .second_high = 0x9f};
    if (byte < 0xf0) return {.length = 3};
    if (byte == 0xf0) return {.length = 4, .second_low = 0x90};
    if (byte < 0xf4) return {.length = 4};
    if (byte == 0xf4) return {.length = 4, .second_high = 0x8f};
    return {};
}

}  // namespace

Utf8Unit first_unit(std::string_view text) noexcept {
    if (text.empty()) return {};
    const auto byte_at = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
    const auto lead = lead_of(byte_at(0));
    if (lead.length == 0) return {.length = 1};
    if (lead.length == 1) return {.length = 1, .valid = true, .code_point = byte_at(0)};

    char32_t code_point = byte_at(0) & (0x7fU >> lead.length);
    for (std::uint8_t i = 1; i < lead.length; ++i) {
        const auto low = i == 1 ? lead.second_low : std::uint8_t{0x80};
        const auto high = i == 1 ? lead.second_high : std::uint8_t{0xbf};
        if (i >= text.size() || byte_at(i) < low || byte_at(i) > high) return {.length = i};
        code_point = code_point << 6U | (byte_at(i) & 0x3fU);
    }
    return {.length = lead.length, .valid = true, .code_point = code_point};
}

bool is_utf8(std::string_view text) noexcept {
    while (!text.empty()) {
        const auto unit = first_unit(text);
        if (!unit.valid) return false;
        text.remove_prefix(unit.length);
    }
    return true;
}

}  // namespace pgoscope::report
