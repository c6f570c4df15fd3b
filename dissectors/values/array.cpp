#include <algorithm>
#include <array>
#include <span>
#include <string_view>

#include "dissectors/tables/type_table.h"
#include "dissectors/values/decoders.h"
#include "dissectors/values/nested.h"

namespace pgoscope::dissectors::decode {
namespace {

constexpr std::size_t max_dimensions = 6;    // the server's MAXDIM
constexpr std::size_t min_element_size = 4;  // a NULL: its length word

struct Dimension {
    std::int32_t length = 0;
    std::int32_t lower_bound = 1;
};

struct Header {
    std::uint32_t element_type = 0;
    std::array<Dimension, max_dimensions> all_dimensions{};
    std::size_t dimension_count = 0;
    // The product of all lengths, which the bytes left can hold.
    std::uint64_t element_count = 0;

    [[nodiscard]] std::span<const Dimension> dimensions() const {
        return std::span(all_dimensions).first(dimension_count);
    }
};

Header read_header(ByteReader& in) {
    Header header;
    const auto dimensions = in.u32();
    const auto has_null = in.u32();
    header.element_type = in.u32();
    if (dimensions > max_dimensions || has_null > 1) in.fail();
    if (!in.ok()) return header;

    header.dimension_count = dimensions;
    header.element_count = dimensions > 0 ? 1 : 0;
    // Held far from overflow, not stopped: a later length of zero still makes it zero.
    constexpr std::uint64_t more_than_fits = std::uint64_t{1} << 32U;
    for (auto& dimension : std::span(header.all_dimensions).first(dimensions)) {
        dimension.length = in.i32();
        dimension.lower_bound = in.i32();
        if (dimension.length < 0) in.fail();
        const auto length = static_cast<std::uint64_t>(std::max(dimension.length, 0));
        header.element_count = std::min(header.element_count * length, more_than_fits);
    }
    if (header.element_count > in.remaining() / min_element_size) in.fail();
    return header;
}

// `[0:1][-2:5]=`, wherever a lower bound is not the usual one.
void put_bounds(std::span<const Dimension> dimensions, TextOutput& out) {
    if (std::ranges::all_of(dimensions, [](const auto& d) { return d.lower_bound == 1; })) return;
    for (const auto& dimension : dimensions) {
        out.put('[');
        out.put_signed(dimension.lower_bound);
        out.put(':');
        out.put_signed(std::int64_t{dimension.lower_bound} + dimension.length - 1);
        out.put(']');
    }
    out.put('=');
}

// How many dimensions begin at the element with this number; of the one before, how many end.
std::size_t dimensions_at(std::uint64_t index, std::span<const Dimension> dimensions) {
    std::size_t count = 0;
    std::uint64_t block = 1;
    for (auto i = dimensions.size(); i-- > 0; ++count) {
        block *= static_cast<std::uint64_t>(dimensions[i].length);
        if (index % block != 0) break;
    }
    return count;
}

bool is_null_word(std::string_view text) {
    constexpr std::string_view word = "NULL";
    return std::ranges::equal(text, word, [](char character, char upper) {
        return character == upper || character == upper - 'A' + 'a';
    });
}

bool needs_quotes(std::string_view text, char delimiter) {
    return text.empty() || is_null_word(text) || holds_any(text, "\"\\{}") ||
           text.find(delimiter) != std::string_view::npos;
}

void put_element(std::uint32_t type, char delimiter, ByteReader& in, TextOutput& out) {
    const auto length = in.i32();
    if (length == null_length) return out.put("NULL");
    if (length < 0) return in.fail();
    const auto start = out.position();
    put_nested(type, static_cast<std::uint64_t>(length), in, out);
    if (needs_quotes(out.text_since(start), delimiter)) {
        out.quote_since(start, TextOutput::Escape::backslash);
    }
}

}  // namespace

void array(ByteReader& in, TextOutput& out) {
    const auto header = read_header(in);
    if (!in.ok()) return;
    const auto dimensions = header.dimensions();
    if (header.element_count == 0) return out.put("{}");

    // typdelim: box is the one built-in type whose text has commas of its own.
    const auto delimiter = header.element_type == oid_of("box") ? ';' : ',';
    put_bounds(dimensions, out);
    for (std::uint64_t i = 0; i < header.element_count && in.ok() && !out.full(); ++i) {
        if (i > 0) {
            out.put_repeated('}', dimensions_at(i, dimensions));
            out.put(delimiter);
        }
        out.put_repeated('{', dimensions_at(i, dimensions));
        put_element(header.element_type, delimiter, in, out);
    }
    out.put_repeated('}', dimensions.size());
}

// int2vector and oidvector are arrays on the wire, and a list with blanks in text.
void vector(ByteReader& in, TextOutput& out) {
    const auto header = read_header(in);
    const bool plain_numbers =
        header.element_type == oid_of("int2") || header.element_type == oid_of("oid");
    if (!in.ok() || header.dimension_count > 1 || !plain_numbers) return in.fail();

    for (std::uint64_t i = 0; i < header.element_count && in.ok() && !out.full(); ++i) {
        if (i > 0) out.put(' ');
        const auto length = in.u32();
        put_nested(header.element_type, length, in, out);
    }
}

}  // namespace pgoscope::dissectors::decode
