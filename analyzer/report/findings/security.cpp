#include "analyzer/report/findings/parts.h"
#include "analyzer/report/text/text.h"

namespace pgoscope::report::anomalies {
namespace {

void find_injection(const stats::SessionCount& injected, std::string_view kind,
                    std::string_view where, Found& found) {
    if (injected.sessions == 0) return;
    Anomaly anomaly{.kind = kind, .severity = Severity::critical};
    append_counted(anomaly.text, injected.sessions, "session");
    anomaly.text.append(" got bytes in clear ")
        .append(where)
        .append(
            ": somebody on the way can inject commands or answers unless client and server are "
            "patched.");
    anomaly.session = injected.first;
    anomaly.evidence = {{"sessions", injected.sessions}};
    found.push_back(std::move(anomaly));
}

}  // namespace

void find_security(const stats::Collector& stats, Found& found) {
    const auto& sessions = stats.sessions();
    find_injection(sessions.injected_frontend, "cleartext_injection_frontend",
                   "behind the request for encryption, before it began (CVE-2021-23214)", found);
    find_injection(sessions.injected_backend, "cleartext_injection_backend",
                   "behind the server's answer to the request for encryption, before it began "
                   "(CVE-2021-23222)",
                   found);
    if (sessions.cleartext_password.sessions == 0) return;
    Anomaly anomaly{.kind = "cleartext_password", .severity = Severity::critical};
    append_counted(anomaly.text, sessions.cleartext_password.sessions, "session");
    anomaly.text.append(
        " sent a password unencrypted: whoever sees the network can read it. Use TLS, and "
        "SCRAM-SHA-256 instead of the method `password`.");
    anomaly.session = sessions.cleartext_password.first;
    anomaly.evidence = {{"sessions", sessions.cleartext_password.sessions}};
    found.push_back(std::move(anomaly));
}

}  // namespace pgoscope::report::anomalies
