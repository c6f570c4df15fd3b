#pragma once

#include "analyzer/events/copy_payload.h"
#include "analyzer/report/timeline/messages/annotate.h"
#include "analyzer/report/timeline/messages/message_fields.h"
#include "dissectors/logical/messages.h"

/// What CopyData carries, as fields and as annotation.
namespace pgoscope::report {

// replication.cpp
void write_payload_fields(const FieldContext& context, const events::CopyPayload& payload);
/// Name of a column's type, or its OID in digits where nothing names it. A reused buffer keeps the
/// digits.
[[nodiscard]] std::string_view label_of(const dissectors::logical::Relation::Column& column,
                                        std::string& buffer);

// logical.cpp: members of an object
void write_logical_fields(const FieldContext& context, const events::LogicalPayload& payload);

// replication.cpp
void append_payload_note(const NoteContext& context, const events::CopyPayload& payload);
// logical.cpp
void append_logical_note(const NoteContext& context, const events::LogicalPayload& payload);

}  // namespace pgoscope::report
