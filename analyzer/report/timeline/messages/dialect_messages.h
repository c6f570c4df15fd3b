#pragma once

#include "analyzer/report/timeline/messages/annotate.h"
#include "analyzer/report/timeline/messages/message_fields.h"
#include "dissectors/dialect_messages.h"

/// The sentence and the fields of each message that a dialect adds to protocol 3.0. Most of these
/// systems have no documentation of them: names of fields are those of the systems' sources.
namespace pgoscope::report::dialects {

namespace vibesql = dissectors::vibesql;
namespace redshift = dissectors::redshift;
namespace greenplum = dissectors::greenplum;
namespace yugabyte = dissectors::yugabyte;
namespace odyssey = dissectors::odyssey;

// vibesql.cpp
void write(const NoteContext& context, const vibesql::Subscribe& message);
void write(const NoteContext& context, const vibesql::Unsubscribe& message);
void write(const NoteContext& context, const vibesql::SubscriptionPause& message);
void write(const NoteContext& context, const vibesql::SubscriptionResume& message);
void write(const NoteContext& context, const vibesql::SubscriptionData& message);
void write(const NoteContext& context, const vibesql::SubscriptionPartialData& message);
void write(const NoteContext& context, const vibesql::SubscriptionError& message);
void write(const NoteContext& context, const vibesql::SubscriptionAck& message);
void write(const FieldContext& context, const vibesql::Subscribe& message);
void write(const FieldContext& context, const vibesql::Unsubscribe& message);
void write(const FieldContext& context, const vibesql::SubscriptionPause& message);
void write(const FieldContext& context, const vibesql::SubscriptionResume& message);
void write(const FieldContext& context, const vibesql::SubscriptionData& message);
void write(const FieldContext& context, const vibesql::SubscriptionPartialData& message);
void write(const FieldContext& context, const vibesql::SubscriptionError& message);
void write(const FieldContext& context, const vibesql::SubscriptionAck& message);

// redshift.cpp
void write(const NoteContext& context, const redshift::Authentication& message);
void write(const NoteContext& context, const redshift::DigestResponse& message);
void write(const NoteContext& context, const redshift::IdpResponse& message);
void write(const NoteContext& context, const redshift::RowDescription& message);
void write(const FieldContext& context, const redshift::Authentication& message);
void write(const FieldContext& context, const redshift::DigestResponse& message);
void write(const FieldContext& context, const redshift::IdpResponse& message);
void write(const FieldContext& context, const redshift::RowDescription& message);

// greenplum.cpp
void write(const NoteContext& context, const greenplum::Dispatch& message);
void write(const NoteContext& context, const greenplum::DtxProtocolCommand& message);
void write(const NoteContext& context, const greenplum::RejectedRows& message);
void write(const NoteContext& context, const greenplum::AORowCounts& message);
void write(const NoteContext& context, const greenplum::QEStatistics& message);
void write(const NoteContext& context, const greenplum::QEStatus& message);
void write(const NoteContext& context, const greenplum::QECount& message);
void write(const NoteContext& context, const greenplum::WroteXlog& message);
void write(const FieldContext& context, const greenplum::Dispatch& message);
void write(const FieldContext& context, const greenplum::DtxProtocolCommand& message);
void write(const FieldContext& context, const greenplum::RejectedRows& message);
void write(const FieldContext& context, const greenplum::AORowCounts& message);
void write(const FieldContext& context, const greenplum::QEStatistics& message);
void write(const FieldContext& context, const greenplum::QEStatus& message);
void write(const FieldContext& context, const greenplum::QECount& message);
void write(const FieldContext& context, const greenplum::WroteXlog& message);

// other_dialects.cpp
void write(const NoteContext& context, const yugabyte::SetSessionParameter& message);
void write(const NoteContext& context, const yugabyte::AuthPassthroughRequest& message);
void write(const NoteContext& context, const yugabyte::FatalForLogicalConnection& message);
void write(const NoteContext& context, const yugabyte::OidDetails& message);
void write(const NoteContext& context, const odyssey::CompressionAck& message);
void write(const FieldContext& context, const yugabyte::SetSessionParameter& message);
void write(const FieldContext& context, const yugabyte::AuthPassthroughRequest& message);
void write(const FieldContext& context, const yugabyte::FatalForLogicalConnection& message);
void write(const FieldContext& context, const yugabyte::OidDetails& message);
void write(const FieldContext& context, const odyssey::CompressionAck& message);

}  // namespace pgoscope::report::dialects
