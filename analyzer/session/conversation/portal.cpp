#include "analyzer/session/conversation/portal.h"

#include <cstdint>

namespace pgoscope::session {
namespace {

void append_count(std::vector<std::uint8_t>& out, std::uint32_t count) {
    out.push_back(static_cast<std::uint8_t>(count >> 8U));
    out.push_back(static_cast<std::uint8_t>(count));
}

}  // namespace

void keep_values(events::Portal& portal, const dissectors::v3::Bind& bind) {
    const auto append = [&](Bytes bytes) {
        portal.bind.insert(portal.bind.end(), bytes.begin(), bytes.end());
    };
    append_count(portal.bind, bind.parameter_formats.count());
    append(bind.parameter_formats.bytes());
    append_count(portal.bind, bind.parameters.count());
    append(bind.parameters.bytes());
    for (std::size_t i = 0; i < bind.result_formats.count(); ++i)
        portal.result_formats.push_back(bind.result_formats.code(i));
}

}  // namespace pgoscope::session
