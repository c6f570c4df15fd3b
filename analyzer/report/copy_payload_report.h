#pragma once

#include "analyzer/events/copy_payload.h"
#include "analyzer/report/annotate.h"
#include "analyzer/report/message_fields.h"
#include "dissectors/logical/messages.h"

/// What CopyData carries, as fields and as annotation.
namespace pgoscope::report {

// fields_replication.cpp
void write_payload_fields(const FieldContext& context, const events::CopyPayload& payload);
// fields_logical.cpp: members of an object
void write_logical_fields(const FieldContext& context, const events::LogicalPayload& payload);

// notes_replication.cpp
void append_payload_note(const NoteContext& context, const events::CopyPayload& payload);
// notes_logical.cpp
void append_logical_note(const NoteContext& context, const events::LogicalPayload& payload);

}  // namespace pgoscope::report
