#include <array>

#include "analyzer/report/text/byte_escape.h"
#include "analyzer/report/text/text.h"
#include "analyzer/report/text/utf8.h"

namespace pgoscope::report {
namespace {

/// What may not reach a terminal as it is, although it is well-formed.
bool is_hostile(char32_t c) noexcept {
    if (c < 0x20 || (c >= 0x7f && c <= 0x9f)) return true;       // C0, DEL, C1
    if (c == 0x061c || c == 0x200e || c == 0x200f) return true;  // bidirectional marks
    if (c >= 0x2028 && c <= 0x202e) return true;                 // separators, overrides
    return c >= 0x2066 && c <= 0x2069;                           // isolates
}

/// Escapes the first character and answers its length.
std::size_t append_first_escaped(std::string& out, std::string_view text) {
    const auto unit = first_unit(text);
    const auto bytes = text.substr(0, unit.length);
    if (unit.valid && !is_hostile(unit.code_point)) {
        out.append(bytes);
    } else {
        for (const char c : bytes)
            append_byte_escape(out, c, "\\x");
    }
    return unit.length;
}

/// What needs no second look; nearly all text is of it.
bool is_printable_ascii(char c) noexcept {
    return c >= ' ' && c <= '~';
}
bool is_sql_word(char c) noexcept {
    return c > ' ' && c <= '~' && c != '\'' && c != '"';
}

/// Appends the longest prefix of such characters and answers its length.
template <class Predicate>
std::size_t append_while(std::string& out, std::string_view text, Predicate holds) {
    std::size_t length = 0;
    while (length < text.size() && holds(text[length]))
        ++length;
    out.append(text.data(), length);
    return length;
}

bool is_space(char c) noexcept {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/// Not the first byte of a code point.
bool continues(char c) noexcept {
    return (static_cast<std::uint8_t>(c) & 0xc0U) == 0x80;
}

}  // namespace

void append_escaped(std::string& out, std::string_view bytes) {
    while (!bytes.empty()) {
        bytes.remove_prefix(append_while(out, bytes, is_printable_ascii));
        if (!bytes.empty()) bytes.remove_prefix(append_first_escaped(out, bytes));
    }
}

std::string escape_controls(std::string_view bytes) {
    std::string out;
    append_escaped(out, bytes);
    return out;
}

void append_sql_line(std::string& out, std::string_view sql) {
    const auto begin = out.size();
    char quote = 0;
    while (!sql.empty()) {
        const char c = sql.front();
        if (quote == 0 && is_space(c)) {
            sql.remove_prefix(1);
            if (out.size() > begin && out.back() != ' ') out.push_back(' ');
            continue;
        }
        if (c == '\'' || c == '"') {
            if (quote == 0)
                quote = c;
            else if (quote == c)
                quote = 0;
            out.push_back(c);
            sql.remove_prefix(1);
            continue;
        }
        const auto plain = quote == 0 ? append_while(out, sql, is_sql_word) : 0;
        sql.remove_prefix(plain > 0 ? plain : append_first_escaped(out, sql));
    }
    if (quote == 0 && out.size() > begin && out.back() == ' ') out.pop_back();
}

std::size_t display_width(std::string_view text) noexcept {
    std::size_t columns = 0;
    for (const char c : text)
        if (!continues(c)) ++columns;
    return columns;
}

void cut_to_width(std::string& out, std::size_t begin, std::size_t columns) {
    static constexpr std::string_view ellipsis = "…";
    std::size_t taken = 0;
    std::size_t last_that_fits = begin;  // where the ellipsis can go
    for (auto at = begin; at < out.size(); ++at) {
        if (continues(out[at])) continue;
        if (taken + 1 == columns) last_that_fits = at;
        if (taken++ == columns) {
            out.resize(last_that_fits);
            if (columns > 0) out.append(ellipsis);
            return;
        }
    }
}

void pad_to(std::string& out, std::size_t begin, std::size_t columns) {
    const auto width = display_width(std::string_view{out}.substr(begin));
    if (width < columns) out.append(columns - width, ' ');
}

std::string_view sequence(const Style& style, Paint paint) noexcept {
    static constexpr std::array<std::string_view, 8> sequences{
        "\x1b[0m",     // plain
        "\x1b[2m",     // dim
        "\x1b[1m",     // header: bold
        "\x1b[36m",    // frontend: cyan
        "\x1b[32m",    // backend: green
        "\x1b[1;31m",  // error: bold red
        "\x1b[33m",    // warning: yellow
        "\x1b[32m",    // good: green
    };
    return style.color ? sequences[static_cast<std::size_t>(paint)] : std::string_view{};
}

void append_painted(std::string& out, const Style& style, Paint paint, std::string_view text) {
    if (paint == Paint::plain) {
        out.append(text);
        return;
    }
    out.append(sequence(style, paint));
    out.append(text);
    out.append(sequence(style, Paint::plain));
}

}  // namespace pgoscope::report
