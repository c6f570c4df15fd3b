#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "dissectors/bytes.h"
#include "dissectors/v2/state.h"

/// Finds protocols before 3.0 in bytes whose session's beginning was not seen. Their messages have
/// no length words, so that the proof is in the payload: whoever asks has found already that the
/// bytes are no messages of 3.0.
namespace pgoscope::dissectors::v2 {

enum class Evidence : std::uint8_t {
    none,
    weak,    ///< one message that nothing contradicts
    strong,  ///< a fingerprint, or several messages that end with the bytes
};

struct Recognition {
    Evidence evidence = Evidence::none;
    /// None where both 1.0 and 2.0 fit. 0.0 cannot be told: it has the letters of 1.0.
    std::optional<Version> version;
    /// The better guess where both fit.
    Version likely = Version::v2_0;
};

/// Whether the bytes, from their first on, are messages of this direction. They should be the start
/// of a segment: senders flush at message boundaries. The last message may go on beyond the bytes.
/// Linear in the bytes.
[[nodiscard]] Recognition recognise(Direction direction, Bytes bytes) noexcept;

/// Where the next message begins after bytes were lost, in a session whose state was `state`; the
/// size of the bytes when it is behind them. Nothing when they do not tell.
[[nodiscard]] std::optional<std::size_t> find_boundary(const State& state, Direction direction,
                                                       Bytes bytes) noexcept;

/// Whether these first bytes of a server are an error of the old style, which has no length word,
/// rather than an ErrorResponse of 3.0. libpq's own rule; needs five bytes.
[[nodiscard]] bool is_old_style_error(Bytes bytes) noexcept;

}  // namespace pgoscope::dissectors::v2
