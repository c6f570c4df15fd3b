#pragma once

#include <cstdint>
#include <string_view>

#include "dissectors/byte_reader.h"
#include "dissectors/values/text_output.h"

/// One function for each layout of a value in binary format. A decoder reads the whole value and
/// writes its text; malformed input fails the reader, whatever was written by then. Bytes left over
/// are the caller's to notice.
namespace pgoscope::dissectors {

using Decoder = void (*)(ByteReader& in, TextOutput& out);

/// Null when the layout of the type is not known.
[[nodiscard]] Decoder find_decoder(std::uint32_t type_oid) noexcept;
/// The same for a value of a type that need not be built in, as `ValueOptions::names` has it.
[[nodiscard]] Decoder find_decoder(std::uint32_t type_oid, Bytes value,
                                   const TypeNames* names) noexcept;
[[nodiscard]] Decoder find_extension_decoder(std::string_view type_name) noexcept;

/// Runs a decoder over the whole of a value; false when it is malformed.
[[nodiscard]] bool print_with(Decoder decoder, Bytes value, TextOutput& out);
/// A value inside another one: its type decides, and what is unknown or nested too deep is raw.
[[nodiscard]] bool print_value(std::uint32_t type_oid, Bytes value, TextOutput& out);

namespace decode {

// plain.cpp
void boolean(ByteReader& in, TextOutput& out);
void single_char(ByteReader& in, TextOutput& out);
void text(ByteReader& in, TextOutput& out);
void versioned_text(ByteReader& in, TextOutput& out);
void bytea(ByteReader& in, TextOutput& out);
void uuid(ByteReader& in, TextOutput& out);
void bit_string(ByteReader& in, TextOutput& out);
void nothing(ByteReader& in, TextOutput& out);

// numbers.cpp
void int2(ByteReader& in, TextOutput& out);
void int4(ByteReader& in, TextOutput& out);
void int8(ByteReader& in, TextOutput& out);
void unsigned4(ByteReader& in, TextOutput& out);
void unsigned8(ByteReader& in, TextOutput& out);
void catalogue_reference(ByteReader& in, TextOutput& out);
void float4(ByteReader& in, TextOutput& out);
void float8(ByteReader& in, TextOutput& out);
void money(ByteReader& in, TextOutput& out);

// numeric.cpp
void numeric(ByteReader& in, TextOutput& out);

// date_time.cpp
void date(ByteReader& in, TextOutput& out);
void time(ByteReader& in, TextOutput& out);
void timetz(ByteReader& in, TextOutput& out);
void timestamp(ByteReader& in, TextOutput& out);
void timestamptz(ByteReader& in, TextOutput& out);

// interval.cpp
void interval(ByteReader& in, TextOutput& out);

// network.cpp
void inet(ByteReader& in, TextOutput& out);
void cidr(ByteReader& in, TextOutput& out);
void macaddr(ByteReader& in, TextOutput& out);
void macaddr8(ByteReader& in, TextOutput& out);

// geometry.cpp
void point(ByteReader& in, TextOutput& out);
void lseg(ByteReader& in, TextOutput& out);
void box(ByteReader& in, TextOutput& out);
void line(ByteReader& in, TextOutput& out);
void circle(ByteReader& in, TextOutput& out);
void path(ByteReader& in, TextOutput& out);
void polygon(ByteReader& in, TextOutput& out);

// system.cpp
void tid(ByteReader& in, TextOutput& out);
void pg_lsn(ByteReader& in, TextOutput& out);
void snapshot(ByteReader& in, TextOutput& out);

// array.cpp
void array(ByteReader& in, TextOutput& out);
void vector(ByteReader& in, TextOutput& out);

// composite.cpp
void composite(ByteReader& in, TextOutput& out);

// range.cpp
void range(ByteReader& in, TextOutput& out, std::uint32_t bound_type);
void multirange(ByteReader& in, TextOutput& out, std::uint32_t bound_type);

// tsvector.cpp, tsquery.cpp
void tsvector(ByteReader& in, TextOutput& out);
void tsquery(ByteReader& in, TextOutput& out);

// hstore.cpp
void hstore(ByteReader& in, TextOutput& out);

}  // namespace decode
}  // namespace pgoscope::dissectors
