#include "dissectors/v2/native_values.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "dissectors/byte_reader.h"
#include "dissectors/tables/type_table.h"

namespace pgoscope::dissectors::v2 {
namespace {

enum class Memory : std::uint8_t {
    bytes,       ///< the same in any order: a byte, or text without its length word
    name,        ///< text in a field of fixed size that NULs fill
    identifier,  ///< a number that may be large
    integer,     ///< as date, in days
    floating,
    seconds,  ///< times are float8 seconds; nobody built servers of that age otherwise
};

struct Layout {
    std::uint32_t oid;
    std::uint32_t width;  ///< 0 = any
    Memory memory;
};
constexpr auto layouts = std::to_array<Layout>({
    {oid_of("bool"), 1, Memory::bytes},        {oid_of("char"), 1, Memory::bytes},
    {oid_of("text"), 0, Memory::bytes},        {oid_of("varchar"), 0, Memory::bytes},
    {oid_of("bpchar"), 0, Memory::bytes},      {oid_of("unknown"), 0, Memory::bytes},
    {oid_of("bytea"), 0, Memory::bytes},       {oid_of("name"), 0, Memory::name},
    {oid_of("oid"), 4, Memory::identifier},    {oid_of("xid"), 4, Memory::identifier},
    {oid_of("cid"), 4, Memory::identifier},    {oid_of("int2"), 2, Memory::integer},
    {oid_of("int4"), 4, Memory::integer},      {oid_of("int8"), 8, Memory::integer},
    {oid_of("date"), 4, Memory::integer},      {oid_of("float4"), 4, Memory::floating},
    {oid_of("float8"), 8, Memory::floating},   {oid_of("time"), 8, Memory::seconds},
    {oid_of("timestamp"), 8, Memory::seconds}, {oid_of("timestamptz"), 8, Memory::seconds},
});

const Layout* find_layout(std::uint32_t type_oid, Bytes value) noexcept {
    const auto* const found = std::ranges::find(layouts, type_oid, &Layout::oid);
    if (found == layouts.end()) return nullptr;
    return found->width == 0 || found->width == value.size() ? found : nullptr;
}

using Word = std::array<std::uint8_t, 8>;

/// A value of at most eight bytes in network order.
Word in_network_order(Bytes value, std::endian order) noexcept {
    Word word{};
    std::ranges::copy(value, word.begin());
    if (order == std::endian::little)
        std::reverse(word.begin(), word.begin() + static_cast<std::ptrdiff_t>(value.size()));
    return word;
}

/// How far from what is usual: a number from zero, a floating-point one from one.
double distance(Memory memory, std::size_t width, const Word& word) noexcept {
    std::uint64_t bits = 0;
    for (const auto byte : word)
        bits = bits << 8U | byte;
    if (memory == Memory::integer) {
        // The sign is the first bit of the word whatever the width.
        const auto number = std::bit_cast<std::int64_t>(bits) >> (64 - 8 * width);
        return std::abs(static_cast<double>(number));
    }
    const double number = width == sizeof(float)
                              ? std::bit_cast<float>(static_cast<std::uint32_t>(bits >> 32U))
                              : std::bit_cast<double>(bits);
    if (number == 0 || !std::isfinite(number)) return std::numeric_limits<double>::max();
    return std::abs(std::log2(std::abs(number)));
}

}  // namespace

int byte_order_evidence(std::uint32_t type_oid, Bytes value) noexcept {
    const auto* const layout = find_layout(type_oid, value);
    if (layout == nullptr || layout->memory < Memory::integer) return 0;
    const auto as_little =
        distance(layout->memory, value.size(), in_network_order(value, std::endian::little));
    const auto as_big =
        distance(layout->memory, value.size(), in_network_order(value, std::endian::big));
    return static_cast<int>(as_little < as_big) - static_cast<int>(as_big < as_little);
}

ValueText append_native_text(std::uint32_t type_oid, std::endian order, Bytes value,
                             std::string& out, const ValueOptions& options) {
    const auto* const layout = find_layout(type_oid, value);
    if (layout == nullptr) return {ValueText::Form::malformed, false};
    if (layout->memory == Memory::name)
        value = value.first(std::min(as_text(value).find('\0'), value.size()));
    if (layout->memory <= Memory::name) return append_text(type_oid, value, out, options);
    const auto word = in_network_order(value, order);
    auto with_seconds = options;
    with_seconds.integer_datetimes = false;
    return append_text(type_oid, Bytes(word).first(value.size()), out, with_seconds);
}

}  // namespace pgoscope::dissectors::v2
