#pragma once

#include <cstdint>

#include "dissectors/v3/body_reader.h"

/// What the pooler Odyssey adds to protocol 3.0.
namespace pgoscope::dissectors::odyssey {

/// Type `z`, when the client's start-up named `compression` algorithms. All that follows in both
/// directions is compressed.
struct CompressionAck {
    std::uint8_t algorithm = 0;
    [[nodiscard]] static CompressionAck read(v3::BodyReader& reader) noexcept {
        return {reader.u8()};
    }
};

}  // namespace pgoscope::dissectors::odyssey
