#pragma once

#include <cstdint>

namespace pgoscope::session {

/// How far a session has come.
enum class Phase : std::uint8_t {
    opening,         ///< nothing told yet what this is
    startup,         ///< the frontend sends untyped packets
    authenticating,  ///< from the StartupMessage to the first ReadyForQuery
    ready,
    // Behind it there are no messages.
    encrypted,
    compressed,  ///< by Odyssey
    not_postgresql,
};

}  // namespace pgoscope::session
