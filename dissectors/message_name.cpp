#include "dissectors/message_name.h"

#include <array>

namespace pgoscope::dissectors {
namespace {

/// In the order of the enumeration.
constexpr std::array<std::string_view, message_name_count> names{
    "Unknown",
    "StartupMessage",
    "SSLRequest",
    "GSSENCRequest",
    "CancelRequest",
    "PasswordMessage",
    "SASLInitialResponse",
    "SASLResponse",
    "GSSResponse",
    "Bind",
    "Close",
    "CopyData",
    "CopyDone",
    "CopyFail",
    "Describe",
    "Execute",
    "Flush",
    "FunctionCall",
    "Parse",
    "Query",
    "Sync",
    "Terminate",
    "SSLResponse",
    "GSSENCResponse",
    "AuthenticationOk",
    "AuthenticationKerberosV4",
    "AuthenticationKerberosV5",
    "AuthenticationCleartextPassword",
    "AuthenticationCryptPassword",
    "AuthenticationMD5Password",
    "AuthenticationSCMCredential",
    "AuthenticationGSS",
    "AuthenticationGSSContinue",
    "AuthenticationSSPI",
    "AuthenticationSASL",
    "AuthenticationSASLContinue",
    "AuthenticationSASLFinal",
    "AuthenticationUnknown",
    "BackendKeyData",
    "BindComplete",
    "CloseComplete",
    "CommandComplete",
    "CopyInResponse",
    "CopyOutResponse",
    "CopyBothResponse",
    "DataRow",
    "EmptyQueryResponse",
    "ErrorResponse",
    "FunctionCallResponse",
    "NegotiateProtocolVersion",
    "NoData",
    "NoticeResponse",
    "NotificationResponse",
    "ParameterDescription",
    "ParameterStatus",
    "ParseComplete",
    "PortalSuspended",
    "ReadyForQuery",
    "RowDescription",
};
static_assert(!names.back().empty());

}  // namespace

std::string_view to_string(MessageName name) noexcept {
    return names[static_cast<std::size_t>(name)];
}

}  // namespace pgoscope::dissectors
