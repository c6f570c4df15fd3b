#include "analyzer/net/outcome.h"

namespace pgoscope::net {

std::string_view name_of(Outcome outcome) noexcept {
    constexpr std::array<std::string_view, outcome_count> names{
        "segment",   "fragment",  "not_ip",          "not_tcp",
        "truncated", "malformed", "nested_too_deep", "unknown_link_type"};
    return names[static_cast<std::size_t>(outcome)];
}

}  // namespace pgoscope::net
