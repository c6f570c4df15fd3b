#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

/// Numbers as people write them on a command line. Nothing when the text is anything else, or the
/// number does not fit.
namespace pgoscope::cli {

/// Decimal digits only.
[[nodiscard]] std::optional<std::uint64_t> parse_count(std::string_view text) noexcept;

/// Bytes, with K, M or G for powers of 1024: `4096`, `64K`, `1G`.
[[nodiscard]] std::optional<std::uint64_t> parse_size(std::string_view text) noexcept;

/// Nanoseconds, always with a unit of ns, us, ms, s, min or h: `50ms`, `1.5s`. What is below a
/// nanosecond is cut off.
[[nodiscard]] std::optional<std::int64_t> parse_duration(std::string_view text) noexcept;

/// `12.345` in units of 1/scale, scale being a power of ten: the whole text must be digits with at
/// most one point among them.
[[nodiscard]] std::optional<std::int64_t> parse_decimal(std::string_view text,
                                                        std::int64_t scale) noexcept;

}  // namespace pgoscope::cli
