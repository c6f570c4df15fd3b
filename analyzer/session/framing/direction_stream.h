#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string_view>

#include "analyzer/session/framing/copy_data_chain.h"
#include "analyzer/session/framing/framer.h"

namespace pgoscope::session {

/// Bytes passed over since a direction lost its message boundary, and why it did.
struct Loss {
    enum class Cause : std::uint8_t { none, gap, malformed, beginning };
    Cause cause = Cause::none;
    std::string_view reason;
    std::uint64_t missing = 0;
    std::uint64_t skipped = 0;
    std::uint64_t copy_bytes = 0;  ///< passed over inside of COPY data
    std::uint64_t offset = 0;
    std::uint32_t length = 0;
    char tag = 0;
};

/// What a session keeps of one of its directions.
struct Half {
    Half(dissectors::Direction direction, std::uint32_t keep) : framer(direction, keep) {}

    Framer framer;
    std::uint64_t bytes = 0;
    std::uint64_t position = 0;  ///< where its stream stands: `bytes` and what is missing
    Loss loss;
    std::unique_ptr<CopyDataChain> chain;        ///< while a boundary is looked for; else null
    std::array<std::uint8_t, 16> first_bytes{};  ///< to name a protocol that is another
};

}  // namespace pgoscope::session
