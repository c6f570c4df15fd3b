#include "analyzer/report/text/text.h"
#include "analyzer/report/timeline/messages/message_fields.h"
#include "analyzer/report/timeline/messages/note_parts.h"
#include "analyzer/report/wording/authentication.h"
#include "dissectors/v3/scram.h"

namespace pgoscope::report::notes {
namespace {

std::string_view parameter(const v3::StartupMessage& message, std::string_view name) {
    for (const auto& parameter : message.parameters)
        if (parameter.name == name) return parameter.value;
    return {};
}

void append_authenticated(const NoteContext& context) {
    context.out.append("authenticated");
    // A client that another system has authenticated over its connection is not the session's own.
    const auto* exchange = context.event.exchange;
    if (exchange != nullptr && exchange->kind == events::ExchangeKind::internal) return;
    if (const auto time = context.event.session.authentication_time) {
        context.out.append(" after ");
        append_duration(context.out, *time);
    }
}

void append_offer(const NoteContext& context, const v3::Authentication& message) {
    context.out.append("offers ");
    bool first = true;
    for (const auto& mechanism : message.mechanisms) {
        if (!first) context.out.append(", ");
        first = false;
        append_escaped(context.out, mechanism.text);
    }
    if (first) context.out.append("no mechanism");
}

void append_challenge(const NoteContext& context, const v3::Authentication& message) {
    context.out.append("challenges the client");
    if (const auto iterations = v3::read_iterations(message.data)) {
        context.out.append(", ");
        append_counted(context.out, *iterations, "iteration");
    }
}

}  // namespace

void write(const NoteContext& context, const v3::StartupMessage& message) {
    auto& out = context.out;
    const auto user = parameter(message, "user");
    auto database = parameter(message, "database");
    if (database.empty()) database = user;  // as the server does
    out.append("opens database ");
    append_escaped(out, context.sql.prose(database));
    out.append(" as ");
    append_escaped(out, context.sql.prose(user));
    out.append(" with protocol ");
    append_version(out, {message.major, message.minor});
    const auto replication = parameter(message, "replication");
    if (replication == "database")
        out.append(", for logical replication");
    else if (!replication.empty() && replication != "false" && replication != "off" &&
             replication != "no" && replication != "0")
        out.append(", for physical replication");
}

void write(const NoteContext& context, const v3::SSLRequest&) {
    context.out.append("asks for TLS");
}

void write(const NoteContext& context, const v3::GSSENCRequest&) {
    context.out.append("asks for GSSAPI encryption");
}

void write(const NoteContext& context, const v3::CancelRequest&) {
    if (const auto session = context.event.session.cancels_session) {
        context.out.append("cancels session ");
        append_number(context.out, *session);
    } else {
        context.out.append("cancels a session that is not in this capture (key redacted)");
    }
}

void write(const NoteContext& context, const v3::EncryptionResponse& message) {
    if (message.answer == 'S')
        context.out.append("the server agrees to TLS");
    else if (message.answer == 'G')
        context.out.append("the server agrees to GSSAPI encryption");
    else
        context.out.append("the server refuses encryption");
}

void write(const NoteContext& context, const v3::PasswordMessage&) {
    context.out.append("sends the password (redacted)");
}

void write(const NoteContext& context, const v3::SASLInitialResponse& message) {
    context.out.append("chooses ");
    context.out.append(shown_mechanism(message.mechanism));
    if (!message.has_response || !is_scram(message.mechanism)) return;
    const auto first = v3::read_client_first(message.response);
    if (first.binding == v3::ChannelBinding::used) {
        context.out.append(" bound to the channel by ");
        context.out.append(shown_binding(first.binding_type));
    }
}

void write(const NoteContext& context, const v3::SASLResponse&) {
    context.out.append("proves that it knows the password");
}

void write(const NoteContext& context, const v3::GSSResponse& message) {
    context.out.append("sends a token of ");
    append_byte_count(context.out, message.token.size());
}

void write(const NoteContext& context, const v3::Authentication& message) {
    using enum dissectors::MessageName;
    switch (context.event.name()) {
        case AuthenticationOk:
            return append_authenticated(context);
        case AuthenticationCleartextPassword:
            context.out.append("asks for the password in clear");
            return;
        case AuthenticationMD5Password:
            context.out.append("asks for the password hashed with MD5");
            return;
        case AuthenticationCryptPassword:
            context.out.append("asks for the password hashed with crypt");
            return;
        case AuthenticationSASL:
            return append_offer(context, message);
        case AuthenticationSASLContinue:
            return append_challenge(context, message);
        case AuthenticationSASLFinal:
            context.out.append("the server proves that it knows the password too");
            return;
        case AuthenticationGSSContinue:
            context.out.append("sends a token of ");
            append_byte_count(context.out, message.data.size());
            return;
        case AuthenticationUnknown:
            context.out.append("asks for authentication by code ");
            append_number(context.out, message.code);
            context.out.append(", which PostgreSQL does not define");
            return;
        default:
            context.out.append("asks for authentication by ");
            context.out.append(authentication_method(message.code));
    }
}

void write(const NoteContext& context, const v3::BackendKeyData& message) {
    const auto shown = shown_key(context.event.session, message);
    if (shown.process_id) {
        context.out.append("process ");
        append_number(context.out, *shown.process_id);
        context.out.append(", with ");
    }
    context.out.append("a key of ");
    append_byte_count(context.out, shown.secret_bytes);
    context.out.append(shown.process_id ? " to cancel it (redacted)"
                                        : " to cancel the session (redacted)");
}

void write(const NoteContext& context, const v3::NegotiateProtocolVersion& message) {
    context.out.append("the server speaks protocol ");
    append_version(context.out, {message.major, message.minor});
    bool first = true;
    for (const auto& option : message.unrecognized_options) {
        context.out.append(first ? " and does not know " : ", ");
        first = false;
        append_escaped(context.out, context.sql.value(option.text));
    }
}

}  // namespace pgoscope::report::notes

namespace pgoscope::report::fields {
namespace {

constexpr std::string_view redacted = "redacted";

void write_version(const FieldContext& context, std::uint16_t major, std::uint16_t minor) {
    auto& text = context.buffer;
    text.clear();
    append_version(text, {major, minor});
    context.json.member("version", text);
}

void write_secret(const FieldContext& context, std::string_view name, Bytes secret) {
    context.json.member(name, redacted);
    context.json.member("length_bytes", secret.size());
}

template <class Message>
void write_key(const FieldContext& context, const Message& message) {
    const auto shown = shown_key(context.event.session, message);
    if (shown.process_id) context.json.member("process_id", *shown.process_id);
    context.json.member("secret_key", redacted);
    context.json.member("secret_key_bytes", shown.secret_bytes);
}

}  // namespace

void write(const FieldContext& context, const v3::StartupMessage& message) {
    auto& json = context.json;
    write_version(context, message.major, message.minor);
    // A list, not an object: nothing keeps a client from sending a name twice.
    json.begin_array("parameters");
    for (const auto& parameter : message.parameters) {
        json.begin_object();
        json.text_member("name", parameter.name);
        json.text_member("value", context.sql.setting(parameter.name, parameter.value));
        json.end_object();
    }
    json.end_array();
}

void write(const FieldContext& context, const v3::CancelRequest& message) {
    write_key(context, message);
}

void write(const FieldContext& context, const v3::EncryptionResponse& message) {
    context.json.text_member("answer", {&message.answer, 1});
}

void write(const FieldContext& context, const v3::PasswordMessage& message) {
    // Not even its length: that of a password in clear is half way to guessing it.
    (void)message;
    context.json.member("password", redacted);
}

void write(const FieldContext& context, const v3::SASLInitialResponse& message) {
    auto& json = context.json;
    json.member("mechanism", shown_mechanism(message.mechanism));
    if (!message.has_response) return;
    if (is_scram(message.mechanism)) {
        const auto first = v3::read_client_first(message.response);
        json.member("channel_binding", v3::to_string(first.binding));
        if (first.binding == v3::ChannelBinding::used)
            json.member("channel_binding_type", shown_binding(first.binding_type));
    }
    write_secret(context, "response", message.response);
}

void write(const FieldContext& context, const v3::SASLResponse& message) {
    write_secret(context, "response", message.response);
}

void write(const FieldContext& context, const v3::GSSResponse& message) {
    write_secret(context, "token", message.token);
}

void write(const FieldContext& context, const v3::Authentication& message) {
    auto& json = context.json;
    json.member("code", message.code);
    json.member("method", authentication_method(message.code));
    if (!message.salt.empty()) json.member("salt", redacted);
    if (context.event.name() == dissectors::MessageName::AuthenticationSASL) {
        json.begin_array("mechanisms");
        for (const auto& mechanism : message.mechanisms)
            json.value(mechanism.text);
        json.end_array();
    }
    if (context.event.name() == dissectors::MessageName::AuthenticationSASLContinue) {
        if (const auto iterations = v3::read_iterations(message.data))
            json.member("iterations", *iterations);
    }
    if (!message.data.empty()) write_secret(context, "data", message.data);
}

void write(const FieldContext& context, const v3::BackendKeyData& message) {
    write_key(context, message);
}

void write(const FieldContext& context, const v3::NegotiateProtocolVersion& message) {
    write_version(context, message.major, message.minor);
    context.json.begin_array("unrecognized_options");
    for (const auto& option : message.unrecognized_options)
        context.json.value(context.sql.value(option.text));
    context.json.end_array();
}

}  // namespace pgoscope::report::fields
