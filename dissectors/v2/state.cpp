#include "dissectors/v2/state.h"

#include <variant>

#include "dissectors/v2/dissect.h"
#include "dissectors/v2/startup.h"

namespace pgoscope::dissectors::v2 {
namespace {

/// `sendauth` of Kerberos 5: its version, the application's version, the request.
constexpr std::uint8_t kerberos_5_tokens = 3;

void begin_kerberos_5(State& state) noexcept {
    state.frontend = Phase::kerberos_5;
    state.backend = Phase::kerberos_5_status;
    state.tokens_due = kerberos_5_tokens;
}

void begin_session(State& state, const StartupPacket& startup) noexcept {
    state = State::mid_stream(startup.version);
    state.frontend = Phase::after_startup;
    // 0.0 has no Authentication requests: the client chooses how it shows who it is.
    if (startup.message_type == startup_type::password) state.frontend = Phase::password_packet;
    if (startup.message_type == startup_type::kerberos_4) state.frontend = Phase::kerberos_4;
    if (startup.message_type == startup_type::kerberos_5) begin_kerberos_5(state);
}

void advance_frontend(State& state, const Dissection& dissection) noexcept {
    switch (dissection.name) {
        case MessageName::StartupMessage:
            if (const auto* startup = std::get_if<StartupPacket>(&dissection.message))
                begin_session(state, *startup);
            break;
        case MessageName::GSSResponse:
            if (state.tokens_due > 0) --state.tokens_due;
            if (state.tokens_due == 0) state.frontend = Phase::messages;
            break;
        case MessageName::PasswordMessage:
        case MessageName::CopyDone:
            state.frontend = Phase::messages;
            break;
        case MessageName::Terminate:
            state.frontend = Phase::terminated;
            break;
        default:
            if (state.frontend == Phase::after_startup || state.frontend == Phase::scm_credential)
                state.frontend = Phase::messages;
            break;
    }
}

void advance_backend(State& state, const Dissection& dissection) noexcept {
    switch (dissection.name) {
        case MessageName::AuthenticationOk:
            state.backend = Phase::messages;
            break;
        case MessageName::AuthenticationKerberosV4:
            state.frontend = Phase::kerberos_4;
            break;
        case MessageName::AuthenticationKerberosV5:
            begin_kerberos_5(state);
            break;
        case MessageName::AuthenticationCleartextPassword:
        case MessageName::AuthenticationCryptPassword:
        case MessageName::AuthenticationMD5Password:
            state.frontend = Phase::password_packet;
            break;
        case MessageName::AuthenticationSCMCredential:
            state.frontend = Phase::scm_credential;
            break;
        case MessageName::AuthenticationGSSContinue:
            state.backend = Phase::kerberos_5;
            break;
        case MessageName::RowDescription:
            if (const auto* rows = std::get_if<RowDescription>(&dissection.message))
                state.columns = static_cast<std::uint16_t>(rows->columns.count());
            state.columns_known = true;
            state.described = true;
            break;
        // Only what the backend says ends a result here: a client may ask on before it has read
        // the results of a Query of several statements.
        case MessageName::CommandComplete:
        case MessageName::CursorResponse:
        case MessageName::EmptyQueryResponse:
        case MessageName::ErrorResponse:
        case MessageName::ReadyForQuery:
            state.described = false;
            break;
        case MessageName::CopyInResponse:
            state.frontend = Phase::copy_data;
            break;
        case MessageName::CopyOutResponse:
            state.backend = Phase::copy_data;
            break;
        case MessageName::CopyDone:
            state.backend = Phase::messages;
            break;
        default:
            break;
    }
}

}  // namespace

void advance(State& state, Direction direction, const Dissection& dissection) noexcept {
    if (direction == Direction::frontend)
        advance_frontend(state, dissection);
    else
        advance_backend(state, dissection);
}

}  // namespace pgoscope::dissectors::v2
