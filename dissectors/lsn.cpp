#include "dissectors/lsn.h"

#include <charconv>

namespace pgoscope::dissectors {
namespace {

std::optional<std::uint32_t> parse_half(std::string_view digits) noexcept {
    std::uint32_t half = 0;
    const auto* const end = digits.data() + digits.size();
    const auto parsed = std::from_chars(digits.data(), end, half, 16);
    if (parsed.ec != std::errc{} || parsed.ptr != end) return std::nullopt;
    return half;
}

}  // namespace

LsnText::LsnText(Lsn lsn) noexcept {
    auto* const end = text_.data() + text_.size();
    auto* at = std::to_chars(text_.data(), end, lsn >> 32U, 16).ptr;
    *at++ = '/';
    at = std::to_chars(at, end, lsn & 0xFFFF'FFFFU, 16).ptr;
    length_ = static_cast<std::size_t>(at - text_.data());
    for (auto& digit : text_)
        if (digit >= 'a') digit = static_cast<char>(digit - 'a' + 'A');
}

std::optional<Lsn> parse_lsn(std::string_view text) noexcept {
    const auto slash = text.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    const auto high = parse_half(text.substr(0, slash));
    const auto low = parse_half(text.substr(slash + 1));
    if (!high || !low) return std::nullopt;
    return Lsn{*high} << 32U | *low;
}

}  // namespace pgoscope::dissectors
