#include <cstdlib>
#include <string>
#include <string_view>

#include "dissectors/byte_reader.h"
#include "dissectors/values/value_text.h"

using namespace pgoscope;
using namespace pgoscope::dissectors;

// Whatever bytes are read as whatever type: text within its limit, or nothing.
namespace {

constexpr std::string_view kept = "kept";

void expect_bounded(const std::string& text, ValueText result, std::size_t limit) {
    if (!text.starts_with(kept) || text.size() > kept.size() + limit) std::abort();
    if (result.form == ValueText::Form::malformed && text != kept) std::abort();
}

}  // namespace

// The input: a type OID (u16, since built-in types are small numbers), options (u8), the limit of
// the text (u16), then the value.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    ByteReader in(Bytes(data, size));
    const auto oid = in.u16();
    const bool integer_datetimes = in.u8() % 2 == 0;
    const ValueOptions options{.max_length = in.u16(), .integer_datetimes = integer_datetimes};
    const auto value = in.rest();
    if (!in.ok()) return 0;

    std::string text(kept);
    const auto result = append_text(oid, value, text, options);
    expect_bounded(text, result, options.max_length);
    for (const auto* extension_type : {"hstore", "ltree"}) {
        text = kept;
        const auto extension_result = append_text(extension_type, value, text, options);
        expect_bounded(text, extension_result, options.max_length);
    }
    return 0;
}
