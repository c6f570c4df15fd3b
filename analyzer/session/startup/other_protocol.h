#pragma once

#include <string_view>

#include "dissectors/bytes.h"

namespace pgoscope::session {

/// Names the protocol of a connection that is not PostgreSQL's, by the first bytes of each side;
/// empty when they are no protocol known here.
[[nodiscard]] std::string_view name_protocol(Bytes client, Bytes server) noexcept;

}  // namespace pgoscope::session
