#include "dissectors/values/value_text.h"

#include "dissectors/values/decoders.h"
#include "dissectors/values/text_output.h"

namespace pgoscope::dissectors {
namespace {

ValueText append_with(Decoder decoder, Bytes value, std::string& text,
                      const ValueOptions& options) {
    TextOutput out(text, options);
    if (decoder == nullptr) {
        out.put_raw(value);
        return out.finish(true);
    }
    return out.finish(print_with(decoder, value, out));
}

}  // namespace

ValueText append_text(std::uint32_t type_oid, Bytes value, std::string& out,
                      const ValueOptions& options) {
    return append_with(find_decoder(type_oid, value, options.names), value, out, options);
}

ValueText append_text(std::string_view extension_type, Bytes value, std::string& out,
                      const ValueOptions& options) {
    return append_with(find_extension_decoder(extension_type), value, out, options);
}

}  // namespace pgoscope::dissectors
