#include "dissectors/values/decoders.h"

// Values whose text is their bytes, or nearly.
namespace pgoscope::dissectors::decode {

void boolean(ByteReader& in, TextOutput& out) {
    out.put(in.u8() != 0 ? 't' : 'f');
}

void single_char(ByteReader& in, TextOutput& out) {
    const auto byte = in.u8();
    if (byte >= 0x80) {  // as servers do since 16; older ones print the byte, which is no text
        out.put('\\');
        out.put(static_cast<char>('0' + (byte >> 6U)));
        out.put(static_cast<char>('0' + ((byte >> 3U) & 7U)));
        out.put(static_cast<char>('0' + (byte & 7U)));
    } else if (byte != 0) {
        out.put(static_cast<char>(byte));
    }
}

void text(ByteReader& in, TextOutput& out) {
    out.put(in.rest());
}

void versioned_text(ByteReader& in, TextOutput& out) {
    constexpr std::uint8_t only_version = 1;
    if (in.u8() != only_version) in.fail();
    out.put(in.rest());
}

void bytea(ByteReader& in, TextOutput& out) {
    out.put("\\x");
    out.put_hex(in.rest());
}

void uuid(ByteReader& in, TextOutput& out) {
    for (const auto group : {4U, 2U, 2U, 2U, 6U}) {
        if (group != 4U) out.put('-');
        out.put_hex(in.bytes(group));
    }
}

void bit_string(ByteReader& in, TextOutput& out) {
    const auto count = in.i32();
    if (count < 0) return in.fail();
    const auto bits = static_cast<std::uint32_t>(count);
    const auto bytes = in.bytes((std::uint64_t{bits} + 7) / 8);
    if (!in.ok()) return;
    for (std::uint32_t i = 0; i < bits && !out.full(); ++i) {
        out.put((bytes[i / 8] & (0x80U >> (i % 8))) != 0 ? '1' : '0');
    }
}

void nothing(ByteReader& /*in*/, TextOutput& /*out*/) {}

}  // namespace pgoscope::dissectors::decode
