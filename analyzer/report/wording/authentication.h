#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "analyzer/events/session_info.h"

/// What of an authentication exchange may be shown.
namespace pgoscope::report {

/// Method that an Authentication request of this code belongs to: `md5`, `sasl` ...
[[nodiscard]] std::string_view authentication_method(std::uint32_t code) noexcept;

/// A SASL mechanism that a client chose, if it is one of those known. Anything else may be a
/// password in the wrong place: `redacted`.
[[nodiscard]] std::string_view shown_mechanism(std::string_view mechanism) noexcept;
[[nodiscard]] bool is_scram(std::string_view mechanism) noexcept;

/// A channel binding type that is registered (RFC 5929, RFC 9266), otherwise `unknown`.
[[nodiscard]] std::string_view shown_binding(std::string_view type) noexcept;

/// What of a BackendKeyData or CancelRequest is secret: `process_id` too, unless the session is
/// known to have it.
struct ShownKey {
    std::optional<std::uint32_t> process_id;
    std::size_t secret_bytes = 0;
};

template <class Message>
[[nodiscard]] ShownKey shown_key(const events::SessionInfo& session, const Message& message) {
    if (session.process_id == message.process_id)
        return {session.process_id, message.secret_key.size()};
    return {std::nullopt, sizeof message.process_id + message.secret_key.size()};
}

/// `3.2`
void append_version(std::string& out, events::ProtocolVersion version);

}  // namespace pgoscope::report
