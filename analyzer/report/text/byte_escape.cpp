#include "analyzer/report/text/byte_escape.h"

#include <cstdint>

namespace pgoscope::report {

void append_byte_escape(std::string& out, char byte, std::string_view hex_prefix) {
    static constexpr std::string_view hex = "0123456789abcdef";
    switch (byte) {
        case '\n':
            out.append("\\n");
            return;
        case '\r':
            out.append("\\r");
            return;
        case '\t':
            out.append("\\t");
            return;
        default:
            const auto value = static_cast<std::uint8_t>(byte);
            out.append(hex_prefix);
            out.push_back(hex[value >> 4U]);
            out.push_back(hex[value & 0xfU]);
    }
}

}  // namespace pgoscope::report
