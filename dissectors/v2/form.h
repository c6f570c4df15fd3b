#pragma once

#include <cstddef>
#include <cstdint>

#include "dissectors/message_name.h"
#include "dissectors/v2/state.h"

namespace pgoscope::dissectors::v2 {

/// The shapes a message can have. A letter does not tell the shape alone: it depends on direction,
/// version, phase and, for `B` and `D`, on what was described before.
enum class Form : std::uint8_t {
    unknown,
    padding,  ///< the NUL that libpq 6.4 sends behind Terminate: no message
    // untyped
    startup_packet,
    password_packet,
    scm_credential,
    kerberos_4_ticket,
    kerberos_5_token,   ///< of the frontend
    kerberos_5_status,  ///< of the backend, as the next
    kerberos_5_reply,
    copy_line,
    // frontend
    query,
    function_call,
    terminate,
    // backend
    authentication,
    key_data,
    ready,
    command_complete,
    cursor,
    empty_query,
    error,
    notice,
    notification,
    row_description,
    ascii_row,
    binary_row,
    function_result,
    copy_in,
    copy_out,
};
inline constexpr std::size_t form_count = static_cast<std::size_t>(Form::copy_out) + 1;

/// The form of a message of `direction` that begins with this byte.
[[nodiscard]] Form form_of(const State& state, Direction direction, std::uint8_t first) noexcept;

}  // namespace pgoscope::dissectors::v2
