#pragma once

#include <cstdint>

#include "dissectors/message_name.h"
#include "dissectors/v2/version.h"

namespace pgoscope::dissectors::v2 {

struct Dissection;

/// What a direction sends next.
enum class Phase : std::uint8_t {
    startup_packet,
    after_startup,  ///< a message, or the password that a request asked for which was not seen
    password_packet,
    scm_credential,     ///< one byte, beside which the kernel tells who sends it
    kerberos_4,         ///< one ticket of the frontend
    kerberos_5_status,  ///< a byte of the backend
    kerberos_5,         ///< tokens with a length word; for the backend, until a message comes
    messages,
    copy_data,   ///< lines up to `\.`
    terminated,  ///< behind Terminate
};

/// All that decides where a message ends and what it means. Messages have no length word, and a
/// row can be cut only by who knows its RowDescription.
struct State {
    Version version = Version::v2_0;
    Phase frontend = Phase::startup_packet;
    Phase backend = Phase::messages;
    std::uint16_t columns = 0;    ///< of the latest RowDescription
    bool columns_known = false;   ///< there was one
    bool described = false;       ///< there was one for the result at hand: `B` and `D` are rows
    std::uint8_t tokens_due = 0;  ///< of the frontend, in a Kerberos 5 dialog

    /// Of a session whose beginning was not seen.
    [[nodiscard]] static State mid_stream(Version version) noexcept {
        State state;
        state.version = version;
        state.frontend = Phase::messages;
        return state;
    }
    [[nodiscard]] Phase phase(Direction direction) const noexcept {
        return direction == Direction::frontend ? frontend : backend;
    }
};

/// The state behind a message, which `direction` sent.
void advance(State& state, Direction direction, const Dissection& dissection) noexcept;

}  // namespace pgoscope::dissectors::v2
