#include "analyzer/session/framing/copy_data_chain.h"

#include <algorithm>

#include "dissectors/byte_reader.h"

namespace pgoscope::session {
namespace {

constexpr std::size_t header = 5;
/// What a header leads to is evidence when few bytes look like one: those of a long message, yet no
/// longer than servers and clients send them.
constexpr std::uint32_t shortest = 1024;
constexpr std::uint32_t longest = 1U << 20U;

/// Length word of a CopyData at the beginning of `bytes`; 0 when there is none.
std::uint32_t copy_data_length(Bytes bytes) noexcept {
    ByteReader reader(bytes);
    const auto tag = reader.u8();
    const auto length = reader.u32();
    return reader.ok() && tag == 'd' && length >= 4 && length <= longest ? length : 0;
}

}  // namespace

void CopyDataChain::expect(std::uint64_t position) noexcept {
    expected_[next_] = position;
    next_ = (next_ + 1) % expected_.size();
}

std::optional<std::size_t> CopyDataChain::find_expected(Bytes bytes,
                                                        std::uint64_t position) noexcept {
    std::optional<std::size_t> first;
    for (const auto expected : expected_) {
        if (expected == 0 || expected < position || expected - position >= bytes.size()) continue;
        const auto at = static_cast<std::size_t>(expected - position);
        if (copy_data_length(bytes.subspan(at)) != 0) first = std::min(first.value_or(at), at);
    }
    return first;
}

std::optional<std::size_t> CopyDataChain::find(Bytes bytes, std::uint64_t position) noexcept {
    if (const auto at = find_expected(bytes, position)) return at;
    auto rest = bytes;
    while (rest.size() >= header) {
        const auto tag = std::ranges::find(rest, std::uint8_t{'d'});
        rest = rest.subspan(static_cast<std::size_t>(tag - rest.begin()));
        if (const auto length = copy_data_length(rest); length >= shortest) {
            const auto at = bytes.size() - rest.size();
            if (length + 1 + header > rest.size())
                expect(position + at + 1 + length);
            else if (copy_data_length(rest.subspan(length + 1)) != 0)
                return at;
        }
        if (!rest.empty()) rest = rest.subspan(1);
    }
    return std::nullopt;
}

}  // namespace pgoscope::session
