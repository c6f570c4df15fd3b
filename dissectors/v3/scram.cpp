#include "dissectors/v3/scram.h"

#include <algorithm>
#include <charconv>

namespace pgoscope::dissectors::v3 {

ScramClientFirst read_client_first(Bytes message) noexcept {
    const auto header = as_text(message).substr(0, as_text(message).find(','));
    if (header == "n") return {ChannelBinding::not_supported, {}};
    if (header == "y") return {ChannelBinding::not_offered, {}};
    if (header.starts_with("p=")) return {ChannelBinding::used, header.substr(2)};
    return {};
}

std::optional<std::uint32_t> read_iterations(Bytes message) noexcept {
    auto text = as_text(message);
    while (!text.empty()) {
        const auto attribute = text.substr(0, text.find(','));
        if (attribute.starts_with("i=")) {
            std::uint32_t iterations = 0;
            const auto* end = attribute.data() + attribute.size();
            const auto parsed = std::from_chars(attribute.data() + 2, end, iterations);
            if (parsed.ec == std::errc{} && parsed.ptr == end) return iterations;
            return std::nullopt;
        }
        text.remove_prefix(std::min(text.size(), attribute.size() + 1));
    }
    return std::nullopt;
}

std::string_view to_string(ChannelBinding binding) noexcept {
    switch (binding) {
        case ChannelBinding::unknown:
            return "unknown";
        case ChannelBinding::not_supported:
            return "not_supported";
        case ChannelBinding::not_offered:
            return "not_offered";
        case ChannelBinding::used:
            return "used";
    }
    return "unknown";
}

}  // namespace pgoscope::dissectors::v3
