#pragma once

#include <cstddef>
#include <string>
#include <type_traits>

#include "analyzer/events/sink.h"
#include "analyzer/report/text/options.h"
#include "analyzer/report/text/sql_text.h"

/// The annotation of a message: a sentence a person can read, whose subject is the message's name.
/// It is on one line, escaped for terminals, and shows no secret.
namespace pgoscope::report {

struct NoteStyle {
    /// What the reader of an Execute has before his eyes already, and it need not repeat.
    bool omit_sql = false;
    bool omit_parameters = false;
    /// Columns of SQL and of values, each, before an ellipsis; 0 = all.
    std::size_t longest_text = 0;
};

struct NoteContext {
    std::string& out;
    const events::MessageEvent& event;
    const Options& options;
    const NoteStyle& style;
    SqlText& sql;
    std::string& buffer;  ///< to make text in; its content means nothing between two uses
};

void append_note(const NoteContext& context);

/// Appends the sentence of a message before 3.0, without what its damage adds (v2.cpp).
void append_v2_note(const NoteContext& context, const dissectors::v2::Dissection& dissection);

/// Does the same for a message that a dialect adds to 3.0 (dialect_messages.cpp).
void append_dialect_note(const NoteContext& context,
                         const dissectors::DialectDissection& dissection);

namespace notes {

namespace v3 = dissectors::v3;

// startup.cpp
void write(const NoteContext& context, const v3::StartupMessage& message);
void write(const NoteContext& context, const v3::SSLRequest& message);
void write(const NoteContext& context, const v3::GSSENCRequest& message);
void write(const NoteContext& context, const v3::CancelRequest& message);
void write(const NoteContext& context, const v3::EncryptionResponse& message);
void write(const NoteContext& context, const v3::PasswordMessage& message);
void write(const NoteContext& context, const v3::SASLInitialResponse& message);
void write(const NoteContext& context, const v3::SASLResponse& message);
void write(const NoteContext& context, const v3::GSSResponse& message);
void write(const NoteContext& context, const v3::Authentication& message);
void write(const NoteContext& context, const v3::BackendKeyData& message);
void write(const NoteContext& context, const v3::NegotiateProtocolVersion& message);

// frontend.cpp
void write(const NoteContext& context, const v3::Bind& message);
void write(const NoteContext& context, const v3::Close& message);
void write(const NoteContext& context, const v3::Describe& message);
void write(const NoteContext& context, const v3::CopyFail& message);
void write(const NoteContext& context, const v3::Execute& message);
void write(const NoteContext& context, const v3::Flush& message);
void write(const NoteContext& context, const v3::FunctionCall& message);
void write(const NoteContext& context, const v3::Parse& message);
void write(const NoteContext& context, const v3::Query& message);
void write(const NoteContext& context, const v3::Sync& message);
void write(const NoteContext& context, const v3::Terminate& message);

// backend.cpp
void write(const NoteContext& context, const v3::CopyData& message);
void write(const NoteContext& context, const v3::CopyDone& message);
void write(const NoteContext& context, const v3::BindComplete& message);
void write(const NoteContext& context, const v3::CloseComplete& message);
void write(const NoteContext& context, const v3::CommandComplete& message);
void write(const NoteContext& context, const v3::CopyResponse& message);
void write(const NoteContext& context, const v3::DataRow& message);
void write(const NoteContext& context, const v3::EmptyQueryResponse& message);
void write(const NoteContext& context, const v3::FunctionCallResponse& message);
void write(const NoteContext& context, const v3::NoData& message);
void write(const NoteContext& context, const v3::NotificationResponse& message);
void write(const NoteContext& context, const v3::ParameterDescription& message);
void write(const NoteContext& context, const v3::ParameterStatus& message);
void write(const NoteContext& context, const v3::ParseComplete& message);
void write(const NoteContext& context, const v3::PortalSuspended& message);
void write(const NoteContext& context, const v3::ReadyForQuery& message);
void write(const NoteContext& context, const v3::RowDescription& message);
void write(const NoteContext& context, const v3::Unknown& message);

// error.cpp
void write(const NoteContext& context, const v3::ErrorFields& message);

}  // namespace notes
}  // namespace pgoscope::report
