#include "analyzer/report/documents/report_json.h"

#include "analyzer/report/findings/findings.h"
#include "analyzer/report/sections/report_parts_json.h"

namespace pgoscope::report {
namespace {

void write_report(DocumentJson out) {
    const auto& document = out.document();
    out.begin("pgoscope.report/1");
    write_capture(out);
    write_transport(out);
    write_accounting(out);
    write_sessions(out);
    write_messages(out);
    write_exchanges(out);
    write_latency(out, Depth::summary);
    write_diagnostics(out, "errors", document.stats.errors());
    write_diagnostics(out, "notices", document.stats.notices());
    write_transactions(out);
    write_copies(out);
    write_replication(out);
    write_subscriptions(out);
    out.json().key("anomalies");
    write_anomalies(out.json(), find_anomalies(document.facts, document.stats));
    out.end();
}

}  // namespace

void write_report_json(Output& output, const Document& document) {
    JsonWriter json(output.buffer(), JsonWriter::Layout::indented);
    write_report({output, document, json});
    json.end_line();
    output.commit();
}

void write_report_json_line(Output& output, const Document& document) {
    JsonWriter json(output.buffer());
    write_report({output, document, json});
    json.end_line();
    output.commit();
}

void write_interval_json(Output& output, const Moment& moment) {
    JsonWriter json(output.buffer());
    // There is a line each interval for as long as the capture goes on.
    const auto most_sessions = moment.interval.options.most_entries();
    json.begin_object();
    json.member("schema", "pgoscope.interval/1");
    json.time_member("from", moment.from);
    json.time_member("to", moment.to);
    json.key("interval");
    write_report({output, moment.interval, json, most_sessions});
    json.key("since_start");
    write_report({output, moment.since_start, json, most_sessions});
    json.end_object();
    json.end_line();
    output.commit();
}

}  // namespace pgoscope::report
