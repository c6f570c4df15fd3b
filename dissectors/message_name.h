#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace pgoscope::dissectors {

/// Who sent a message: the frontend is the client, the backend the server.
enum class Direction : std::uint8_t { frontend, backend };

[[nodiscard]] constexpr std::string_view to_string(Direction direction) noexcept {
    return direction == Direction::frontend ? "frontend" : "backend";
}

/// Every message by the protocol's own name. `Unknown` has a type byte that no version defines.
enum class MessageName : std::uint8_t {
    Unknown,
    StartupMessage,
    SSLRequest,
    GSSENCRequest,
    CancelRequest,
    PasswordMessage,
    SASLInitialResponse,
    SASLResponse,
    GSSResponse,
    Bind,
    Close,
    CopyData,
    CopyDone,
    CopyFail,
    Describe,
    Execute,
    Flush,
    FunctionCall,
    Parse,
    Query,
    Sync,
    Terminate,
    SSLResponse,
    GSSENCResponse,
    AuthenticationOk,
    AuthenticationKerberosV4,
    AuthenticationKerberosV5,
    AuthenticationCleartextPassword,
    AuthenticationCryptPassword,
    AuthenticationMD5Password,
    AuthenticationSCMCredential,
    AuthenticationGSS,
    AuthenticationGSSContinue,
    AuthenticationSSPI,
    AuthenticationSASL,
    AuthenticationSASLContinue,
    AuthenticationSASLFinal,
    AuthenticationUnknown,
    BackendKeyData,
    BindComplete,
    CloseComplete,
    CommandComplete,
    CopyInResponse,
    CopyOutResponse,
    CopyBothResponse,
    DataRow,
    EmptyQueryResponse,
    ErrorResponse,
    FunctionCallResponse,
    NegotiateProtocolVersion,
    NoData,
    NoticeResponse,
    NotificationResponse,
    ParameterDescription,
    ParameterStatus,
    ParseComplete,
    PortalSuspended,
    ReadyForQuery,
    RowDescription,
    // of protocols before 3.0 alone
    SCMCredential,
    AsciiRow,
    BinaryRow,
    CursorResponse,
    // of dialects (dialect_messages.h)
    Subscribe,
    Unsubscribe,
    SubscriptionPause,
    SubscriptionResume,
    SubscriptionData,
    SubscriptionError,
    SubscriptionAck,
    SubscriptionPartialData,
    AuthenticationDigest,
    AuthenticationIdP,
    RedshiftDigestResponse,
    RedshiftIdpResponse,
    MPPDispatch,
    DtxProtocolCommand,
    RejectedRows,
    AORowCounts,
    QEStatistics,
    QEStatus,
    QECount,
    WroteXlog,
    SetSessionParameter,
    AuthPassthroughRequest,
    FatalForLogicalConnection,
    OidDetails,
    CompressionAck,
};

inline constexpr std::size_t message_name_count =
    static_cast<std::size_t>(MessageName::CompressionAck) + 1;

[[nodiscard]] std::string_view to_string(MessageName name) noexcept;

}  // namespace pgoscope::dissectors
