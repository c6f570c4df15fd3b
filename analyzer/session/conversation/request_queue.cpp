#include "analyzer/session/conversation/request_queue.h"

#include <array>

namespace pgoscope::session {
namespace {

using dissectors::MessageName;

constexpr std::size_t kinds = static_cast<std::size_t>(ExpectedReply::Kind::internal) + 1;

constexpr Fit fit_of(ExpectedReply::Kind kind, MessageName reply) noexcept {
    using enum MessageName;
    using Kind = ExpectedReply::Kind;
    switch (reply) {
        case ParseComplete:
            return kind == Kind::parse ? Fit::completes : Fit::no;
        case BindComplete:
            return kind == Kind::bind ? Fit::completes : Fit::no;
        case CloseComplete:
            return kind == Kind::close ? Fit::completes : Fit::no;
        case ParameterDescription:
            return kind == Kind::describe_statement ? Fit::part : Fit::no;
        case NoData:
            return kind == Kind::describe_statement || kind == Kind::describe_portal
                       ? Fit::completes
                       : Fit::no;
        case RowDescription:
            if (kind == Kind::describe_statement || kind == Kind::describe_portal)
                return Fit::completes;
            return kind == Kind::query ? Fit::part : Fit::no;
        case CommandComplete:
            if (kind == Kind::internal) return Fit::part;
            [[fallthrough]];
        case EmptyQueryResponse:
            if (kind == Kind::execute) return Fit::completes;
            return kind == Kind::query ? Fit::part : Fit::no;
        case PortalSuspended:
            return kind == Kind::execute ? Fit::completes : Fit::no;
        case DataRow:
        case AsciiRow:
        case BinaryRow:
        case CursorResponse:
        case CopyInResponse:
        case CopyOutResponse:
        case CopyBothResponse:
        case CopyData:
        case CopyDone:
            return kind == Kind::execute || kind == Kind::query ? Fit::part : Fit::no;
        case FunctionCallResponse:
            return kind == Kind::function_call ? Fit::part : Fit::no;
        case ReadyForQuery:
            return ends_with_ready(kind) ? Fit::completes : Fit::no;
        case SubscriptionAck:
            return kind == Kind::subscribe ? Fit::part : Fit::no;
        case SubscriptionData:
        case SubscriptionError:
            return kind == Kind::subscribe ? Fit::completes : Fit::no;
        case AuthenticationOk:
            if (kind == Kind::internal) return Fit::part;
            [[fallthrough]];
        case BackendKeyData:
        case NegotiateProtocolVersion:
        case AuthenticationDigest:
        case AuthenticationIdP:
        case AuthenticationKerberosV4:
        case AuthenticationKerberosV5:
        case AuthenticationCleartextPassword:
        case AuthenticationCryptPassword:
        case AuthenticationMD5Password:
        case AuthenticationSCMCredential:
        case AuthenticationGSS:
        case AuthenticationGSSContinue:
        case AuthenticationSSPI:
        case AuthenticationSASL:
        case AuthenticationSASLContinue:
        case AuthenticationSASLFinal:
        case AuthenticationUnknown:
            return kind == Kind::startup ? Fit::part : Fit::no;
        default:
            return Fit::no;
    }
}

using FitsOfKind = std::array<Fit, dissectors::message_name_count>;

constexpr std::array<FitsOfKind, kinds> fits() noexcept {
    std::array<FitsOfKind, kinds> table{};
    for (std::size_t kind = 0; kind < kinds; ++kind)
        for (std::size_t name = 0; name < dissectors::message_name_count; ++name)
            table[kind][name] =
                fit_of(static_cast<ExpectedReply::Kind>(kind), static_cast<MessageName>(name));
    return table;
}
constexpr auto table = fits();

}  // namespace

Fit fit(ExpectedReply::Kind kind, MessageName reply) noexcept {
    return table[static_cast<std::size_t>(kind)][static_cast<std::size_t>(reply)];
}

}  // namespace pgoscope::session
