#include "analyzer/report/text/text.h"
#include "analyzer/report/timeline/messages/message_fields.h"
#include "analyzer/report/wording/authentication.h"
#include "dissectors/v3/scram.h"

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
