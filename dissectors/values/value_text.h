#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "dissectors/bytes.h"
#include "dissectors/values/type_names.h"

namespace pgoscope::dissectors {

/// How a value was sent and how much of its text is wanted.
struct ValueOptions {
    /// Most bytes to append; a longer text is cut at a character and ends with `...`, inside this.
    std::size_t max_length = std::size_t{64} * 1024;
    /// The ParameterStatus of that name: when off (servers up to 9.6 only), times are float8
    /// seconds.
    bool integer_datetimes = true;
    /// Null: types that are not built in are raw. Otherwise those that it names are known by name,
    /// and of others arrays and composites by their form.
    const TypeNames* names = nullptr;
};

/// What became of a value.
struct ValueText {
    enum class Form : std::uint8_t {
        /// What the server itself would print.
        text,
        /// A type without a known layout (or an element of one, or nested too deep): `\x` and hex.
        raw,
        /// Not an encoding of its type; nothing was appended.
        malformed,
    };
    Form form;
    /// `max_length` acted. What lies beyond it was not examined.
    bool truncated;

    bool operator==(const ValueText&) const = default;
};

/// Appends to `out` the text of a value in binary format (format code 1), as PostgreSQL would print
/// it with its default settings: DateStyle ISO, IntervalStyle postgres, TimeZone UTC, bytea_output
/// hex, extra_float_digits 1, lc_monetary C. Types that print a name from the catalog (regclass
/// ...) are printed as their number. Text keeps the bytes of the client's encoding, unchecked.
/// Layouts: the typsend functions of the server (protocol.md, section J).
[[nodiscard]] ValueText append_text(std::uint32_t type_oid, Bytes value, std::string& out,
                                    const ValueOptions& options = {});

/// The same for a type of an extension, whose OID differs from one database to the next: `citext`,
/// `hstore`, `ltree`, `lquery`, `ltxtquery`. Other names are raw.
[[nodiscard]] ValueText append_text(std::string_view extension_type, Bytes value, std::string& out,
                                    const ValueOptions& options = {});

}  // namespace pgoscope::dissectors
