#include "dissectors/values/nested.h"

#include "dissectors/values/decoders.h"

namespace pgoscope::dissectors {

void put_nested(std::uint32_t type_oid, std::uint64_t length, ByteReader& in, TextOutput& out) {
    const auto value = in.bytes(length);
    if (in.ok() && !print_value(type_oid, value, out)) in.fail();
}

void put_member(std::uint32_t type_oid, std::uint64_t length, ByteReader& in, TextOutput& out,
                std::string_view special) {
    const auto start = out.position();
    put_nested(type_oid, length, in, out);
    const auto text = out.text_since(start);
    if (text.empty() || holds_any(text, special)) {
        out.quote_since(start, TextOutput::Escape::doubling);
    }
}

}  // namespace pgoscope::dissectors
