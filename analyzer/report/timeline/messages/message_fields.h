#pragma once

#include <string>
#include <type_traits>

#include "analyzer/events/sink.h"
#include "analyzer/report/json/json_writer.h"
#include "analyzer/report/text/options.h"
#include "analyzer/report/text/sql_text.h"

/// The fields of each message of protocol 3 as members of a JSON object: the documentation's names
/// in snake_case, secrets as `redacted`, values only when asked for.
namespace pgoscope::report {

struct FieldContext {
    JsonWriter& json;
    const events::MessageEvent& event;
    const Options& options;
    SqlText& sql;
    std::string& buffer;  ///< to make text in; its content means nothing between two uses
};

/// Writes the members of a message before 3.0 (v2.cpp).
void write_v2_fields(const FieldContext& context, const dissectors::v2::Dissection& dissection);

/// Writes the members of a message that a dialect adds to 3.0 (dialect_messages.cpp).
void write_dialect_fields(const FieldContext& context,
                          const dissectors::DialectDissection& dissection);

/// Writes the members of the message's view; what has no fields writes none.
void write_fields(const FieldContext& context);

namespace fields {

namespace v3 = dissectors::v3;

// startup.cpp: first packets and authentication
void write(const FieldContext& context, const v3::StartupMessage& message);
void write(const FieldContext& context, const v3::CancelRequest& message);
void write(const FieldContext& context, const v3::EncryptionResponse& message);
void write(const FieldContext& context, const v3::PasswordMessage& message);
void write(const FieldContext& context, const v3::SASLInitialResponse& message);
void write(const FieldContext& context, const v3::SASLResponse& message);
void write(const FieldContext& context, const v3::GSSResponse& message);
void write(const FieldContext& context, const v3::Authentication& message);
void write(const FieldContext& context, const v3::BackendKeyData& message);
void write(const FieldContext& context, const v3::NegotiateProtocolVersion& message);

// frontend.cpp
void write(const FieldContext& context, const v3::Bind& message);
void write(const FieldContext& context, const v3::Close& message);
void write(const FieldContext& context, const v3::Describe& message);
void write(const FieldContext& context, const v3::CopyFail& message);
void write(const FieldContext& context, const v3::Execute& message);
void write(const FieldContext& context, const v3::FunctionCall& message);
void write(const FieldContext& context, const v3::Parse& message);
void write(const FieldContext& context, const v3::Query& message);

// backend.cpp
void write(const FieldContext& context, const v3::CopyData& message);
void write(const FieldContext& context, const v3::CommandComplete& message);
void write(const FieldContext& context, const v3::CopyResponse& message);
void write(const FieldContext& context, const v3::DataRow& message);
void write(const FieldContext& context, const v3::FunctionCallResponse& message);
void write(const FieldContext& context, const v3::NotificationResponse& message);
void write(const FieldContext& context, const v3::ParameterDescription& message);
void write(const FieldContext& context, const v3::ParameterStatus& message);
void write(const FieldContext& context, const v3::ReadyForQuery& message);
void write(const FieldContext& context, const v3::RowDescription& message);
void write(const FieldContext& context, const v3::Unknown& message);

// error.cpp
void write(const FieldContext& context, const v3::ErrorFields& message);

/// Messages without a body.
template <class View>
requires std::is_empty_v<View>
void write(const FieldContext&, const View&) {}

}  // namespace fields
}  // namespace pgoscope::report
