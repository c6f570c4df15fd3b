#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "analyzer/packet_time.h"

/// Text for people: units they read, bytes that cannot harm their terminal, color, alignment.
namespace pgoscope::report {

// ---- units; each has a twin that answers a string, for what is not hot ----

/// `850 ns`, `4.2 us`, `850 us`, `1.204 ms`, `12.3 s`, `4 min 12 s`, `3 h 05 min`, `2 d 04 h`.
void append_duration(std::string& out, Nanoseconds duration);
[[nodiscard]] std::string format_duration(Nanoseconds duration);

/// Always milliseconds, so that a column of them can be compared: `1.204 ms`.
void append_milliseconds(std::string& out, Nanoseconds duration);

/// `1 byte`, `999 bytes`, `1.2 kB`, `3.4 GB`: powers of 1000.
void append_byte_count(std::string& out, std::uint64_t bytes);
[[nodiscard]] std::string format_bytes(std::uint64_t bytes);

/// Thousands apart: `1 234 567`.
void append_count(std::string& out, std::uint64_t count);
[[nodiscard]] std::string format_count(std::uint64_t count);

/// `1 row`, `9 998 rows`; `noun` is the singular of a regular plural.
void append_counted(std::string& out, std::uint64_t count, std::string_view noun);

/// Plain decimal digits.
void append_number(std::string& out, std::uint64_t number);

// ---- bytes from the traffic ----

/// Keeps UTF-8 and escapes what could steer a terminal or mislead a reader: C0, DEL and C1
/// controls, line separators, bidirectional overrides and what is not UTF-8, as `\xNN`, but line
/// feed, carriage return and tab as `\n`, `\r`, `\t`.
void append_escaped(std::string& out, std::string_view bytes);
[[nodiscard]] std::string escape_controls(std::string_view bytes);

/// SQL on one line: escaped as above, with each run of white space outside of quotes a single
/// space.
void append_sql_line(std::string& out, std::string_view sql);

// ---- layout ----

/// Columns that escaped text takes: its code points.
[[nodiscard]] std::size_t display_width(std::string_view text) noexcept;

/// Cuts `out` so that what follows `begin` takes `columns` at most, an ellipsis included.
void cut_to_width(std::string& out, std::size_t begin, std::size_t columns);

/// Fills up with spaces until what follows `begin` takes `columns`.
void pad_to(std::string& out, std::size_t begin, std::size_t columns);

/// The role of a piece of text decides its color.
enum class Paint : std::uint8_t { plain, dim, header, frontend, backend, error, warning, good };

/// The terminal written to, if it is one.
struct Style {
    bool color = false;
    unsigned width = 0;  ///< columns; 0 = not a terminal: nothing is cut
};

/// ANSI sequence (ECMA-48 SGR) that begins a paint; empty without color. `Paint::plain` ends any.
[[nodiscard]] std::string_view sequence(const Style& style, Paint paint) noexcept;
/// `text`, which must be escaped already, in a paint.
void append_painted(std::string& out, const Style& style, Paint paint, std::string_view text);

}  // namespace pgoscope::report
