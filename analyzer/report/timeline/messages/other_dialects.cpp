#include <algorithm>

#include "analyzer/report/text/text.h"
#include "analyzer/report/timeline/messages/dialect_messages.h"
#include "analyzer/report/timeline/messages/note_parts.h"

namespace pgoscope::report::dialects {
namespace {

using notes::append_completion;
using notes::append_think_time;

}  // namespace

void write(const NoteContext& context, const yugabyte::SetSessionParameter& message) {
    context.out.append("takes on the settings of client ");
    append_number(context.out, static_cast<std::uint64_t>(std::max(message.client_id, 0)));
    append_think_time(context);
}

void write(const NoteContext& context, const yugabyte::AuthPassthroughRequest&) {
    context.out.append("has a client authenticated over this connection");
    append_think_time(context);
}

void write(const NoteContext& context, const yugabyte::FatalForLogicalConnection&) {
    context.out.append("the client is to go, this connection stays");
}

void write(const NoteContext& context, const yugabyte::OidDetails&) {
    context.out.append("OIDs of role and database, ");
    append_byte_count(context.out, context.event.body_bytes());
}

void write(const NoteContext& context, const odyssey::CompressionAck& message) {
    const auto algorithm = static_cast<char>(message.algorithm);
    context.out.append("the server agrees to compression ");
    append_escaped(context.out, {&algorithm, 1});
    context.out.append("; what follows cannot be read");
    append_completion(context);
}

void write(const FieldContext& context, const yugabyte::SetSessionParameter& message) {
    context.json.member("client_id", message.client_id);
}

void write(const FieldContext& context, const yugabyte::AuthPassthroughRequest& message) {
    context.json.member("client_bytes", message.client.size());
}

void write(const FieldContext& context, const yugabyte::FatalForLogicalConnection&) {
    context.json.member("data_bytes", context.event.body_bytes());
}

void write(const FieldContext& context, const yugabyte::OidDetails&) {
    context.json.member("data_bytes", context.event.body_bytes());
}

void write(const FieldContext& context, const odyssey::CompressionAck& message) {
    const auto algorithm = static_cast<char>(message.algorithm);
    context.json.text_member("algorithm", {&algorithm, 1});
}

}  // namespace pgoscope::report::dialects
