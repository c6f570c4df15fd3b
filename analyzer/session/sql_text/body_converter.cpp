#include "analyzer/session/sql_text/body_converter.h"

#include <algorithm>
#include <array>
#include <span>

namespace pgoscope::session {
namespace {

using dissectors::Direction;

/// What a body begins with: `s` a text up to its NUL, a digit that many bytes, `f` fields of an
/// error up to a NUL, `c` columns of a RowDescription. The rest stays as it is (PostgreSQL
/// documentation, "Message Formats").
struct Layout {
    Direction direction;
    char tag;
    std::string_view parts;
};

constexpr std::array layouts{
    // of 3.0
    Layout{Direction::frontend, 'Q', "s"},  Layout{Direction::frontend, 'P', "ss"},
    Layout{Direction::frontend, 'B', "ss"}, Layout{Direction::frontend, 'D', "1s"},
    Layout{Direction::frontend, 'C', "1s"}, Layout{Direction::frontend, 'E', "s"},
    Layout{Direction::frontend, 'f', "s"},  Layout{Direction::backend, 'E', "f"},
    Layout{Direction::backend, 'N', "f"},   Layout{Direction::backend, 'T', "2c"},
    Layout{Direction::backend, 'S', "ss"},  Layout{Direction::backend, 'A', "4ss"},
    Layout{Direction::backend, 'C', "s"},
};

constexpr std::array old_layouts{
    Layout{Direction::frontend, 'Q', "1s"}, Layout{Direction::backend, 'E', "1s"},
    Layout{Direction::backend, 'N', "1s"},  Layout{Direction::backend, 'T', "12c"},
    Layout{Direction::backend, 'P', "1s"},  Layout{Direction::backend, 'C', "1s"},
    Layout{Direction::backend, 'A', "14s"},
};

/// Behind the name of a column: table, attribute, type, size, modifier, format.
constexpr std::size_t columns_of_3_0 = 4 + 2 + 4 + 2 + 4 + 2;

std::string_view layout_in(std::span<const Layout> known, Direction direction,
                           std::uint8_t tag) noexcept {
    const auto found = std::ranges::find_if(known, [&](const Layout& layout) {
        return layout.direction == direction && layout.tag == static_cast<char>(tag);
    });
    return found == known.end() ? std::string_view() : found->parts;
}

bool is_ascii(Bytes bytes) noexcept {
    return std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t byte) { return byte < 0x80; });
}

}  // namespace

Bytes BodyConverter::convert(Direction direction, std::uint8_t tag, Bytes body, bool complete,
                             encoding::Converter& converter) {
    column_bytes_ = columns_of_3_0;
    return write(layout_in(layouts, direction, tag), body, complete, converter);
}

Bytes BodyConverter::convert_old(Direction direction, std::uint8_t letter, Bytes body,
                                 bool complete, std::size_t column_bytes,
                                 encoding::Converter& converter) {
    column_bytes_ = column_bytes;
    return write(layout_in(old_layouts, direction, letter), body, complete, converter);
}

Bytes BodyConverter::write(std::string_view layout, Bytes body, bool complete,
                           encoding::Converter& converter) {
    all_converted_ = true;
    if (layout.empty() || is_ascii(body)) return body;
    rest_ = body;
    complete_ = complete;
    converted_.clear();
    follow(layout, converter);
    copy(rest_.size());
    return as_bytes(converted_);
}

void BodyConverter::follow(std::string_view layout, encoding::Converter& converter) {
    for (const char part : layout) {
        switch (part) {
            case 's':
                static_cast<void>(text(converter));
                break;
            case 'f':
                while (!rest_.empty() && rest_[0] != 0) {
                    copy(1);
                    if (!text(converter)) break;
                }
                break;
            case 'c':
                while (!rest_.empty() && text(converter))
                    copy(column_bytes_);
                break;
            default:
                copy(static_cast<std::size_t>(part - '0'));
                break;
        }
    }
}

/// False where it has no end.
bool BodyConverter::text(encoding::Converter& converter) {
    using enum encoding::Converter::Ends;
    const auto end = std::find(rest_.begin(), rest_.end(), std::uint8_t{0});
    const bool ended = end != rest_.end();
    const auto bytes = rest_.first(static_cast<std::size_t>(end - rest_.begin()));
    const auto ends = ended || complete_ ? whole : perhaps_cut;
    if (!converter.append(as_text(bytes), ends, converted_)) {
        all_converted_ = false;
        converted_.append(as_text(bytes));
    }
    rest_ = rest_.subspan(bytes.size());
    if (ended) copy(1);
    return ended;
}

void BodyConverter::copy(std::size_t count) {
    const auto copied = rest_.first(std::min(count, rest_.size()));
    converted_.append(as_text(copied));
    rest_ = rest_.subspan(copied.size());
}

}  // namespace pgoscope::session
