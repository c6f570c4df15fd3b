#pragma once

#include "analyzer/report/findings/findings.h"
#include "analyzer/report/sections/report_page.h"

/// The parts that text documents have in common. A part without anything to tell writes nothing.
namespace pgoscope::report {

void write_anomalies_text(Page& page, const std::vector<Anomaly>& anomalies);
/// A line for each kind of exchange, and a picture of all.
void write_latency_table(Page& page);
/// By total time.
void write_statement_table(Page& page);
/// Errors or notices by SQLSTATE.
void write_sqlstate_table(Page& page, std::string_view heading,
                          const stats::DiagnosticStats& diagnostics);
void write_sessions_text(Page& page);
void write_transactions_text(Page& page);
void write_copies_text(Page& page);
void write_replication_text(Page& page);
void write_backup_text(Page& page, const events::BackupSummary& backup);
void write_subscriptions_text(Page& page);
void write_messages_text(Page& page);
void write_transport_text(Page& page);

}  // namespace pgoscope::report
