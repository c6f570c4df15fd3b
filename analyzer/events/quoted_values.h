#pragma once

#include <cstdint>
#include <vector>

namespace pgoscope::events {

/// Bytes of a field of a message that repeat what requests of the session said: a constant, a
/// parameter, a secret.
struct QuotedValue {
    std::uint32_t field = 0;  ///< from 0 in the order sent
    std::uint32_t begin = 0;
    std::uint32_t end = 0;  ///< behind the last
    bool secret = false;    ///< hidden always, others only where the reader asks for it
};

struct QuotedValues {
    /// Values were looked for, not only secrets.
    bool judged = false;
    /// In order, and apart from each other, of each field the secrets and the others. Offsets in an
    /// error of the old style are those in its message.
    std::vector<QuotedValue> values;
};

}  // namespace pgoscope::events
