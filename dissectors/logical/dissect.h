#pragma once

#include <cstdint>

#include "dissectors/logical/messages.h"
#include "dissectors/v3/dissect.h"

namespace pgoscope::dissectors::logical {

/// A message taken apart. Fields beyond the kept part of an incomplete one are empty; that alone is
/// not a malformation.
struct Dissection {
    Message message;
    v3::Malformation malformation = v3::Malformation::none;
    std::uint32_t offset = 0;  ///< of the first byte that does not fit, if malformed
};

/// Reads what XLogData of a pgoutput stream holds. `in_stream`: between Stream Start and Stream
/// Stop, where most messages begin with the xid of their (sub)transaction.
[[nodiscard]] Dissection dissect_pgoutput(v3::Body data, bool in_stream) noexcept;

}  // namespace pgoscope::dissectors::logical
