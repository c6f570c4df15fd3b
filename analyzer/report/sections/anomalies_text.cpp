#include "analyzer/report/sections/report_parts_text.h"

namespace pgoscope::report {
namespace {

Paint paint_of(Severity severity) noexcept {
    switch (severity) {
        case Severity::critical:
            return Paint::error;
        case Severity::warning:
            return Paint::warning;
        case Severity::info:
            break;
    }
    return Paint::plain;
}

}  // namespace

void write_anomalies_text(Page& page, const std::vector<Anomaly>& anomalies) {
    if (anomalies.empty()) return;
    page.heading("Anomalies");
    for (const auto& anomaly : anomalies) {
        auto& out = page.buffer();
        out.append("  ");
        append_painted(out, page.style(), paint_of(anomaly.severity), to_string(anomaly.severity));
        out.append("  ").append(anomaly.kind);
        if (anomaly.session != 0)
            out.append(", see session ").append(std::to_string(anomaly.session));
        out.push_back('\n');
        page.paragraph(escape_controls(anomaly.text), 4);
        if (anomaly.statement == nullptr) continue;
        auto line = statement_line(anomaly.statement);
        if (page.style().width > 6) cut_to_width(line, 0, page.style().width - 6);
        out.append(6, ' ');
        append_painted(out, page.style(), Paint::frontend, line);
        out.push_back('\n');
    }
}

}  // namespace pgoscope::report
