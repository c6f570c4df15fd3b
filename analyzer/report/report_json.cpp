#include "analyzer/report/report_json.h"

#include "analyzer/report/anomalies.h"
#include "analyzer/report/report_parts_json.h"

namespace pgoscope::report {

void write_report_json(Output& output, const Document& document) {
    DocumentJson out(output, document);
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
    write_replication(out);
    write_subscriptions(out);
    out.json().key("anomalies");
    write_anomalies(out.json(), find_anomalies(document.facts, document.stats));
    out.end();
}

}  // namespace pgoscope::report
