#include "analyzer/report/documents/latency_json.h"

#include <algorithm>

#include "analyzer/report/sections/report_parts_json.h"

namespace pgoscope::report {
namespace {

void write_by_kind(JsonWriter& json, const stats::ExchangeStats& exchanges, Depth depth) {
    json.begin_object("by_kind");
    for (std::size_t i = 0; i < events::exchange_kind_count; ++i) {
        const auto kind = static_cast<events::ExchangeKind>(i);
        if (!exchanges.duration(kind).empty())
            write_distribution(json, to_string(kind), exchanges.duration(kind), depth);
    }
    json.end_object();
}

void write_entry(JsonWriter& json, const stats::StatementStats& entry, Depth depth) {
    json.begin_object();
    write_statement(json, entry.statement);
    json.member("calls", entry.calls);
    json.member("errors", entry.errors);
    json.member("rows", entry.rows);
    json.member("request_bytes", entry.request_bytes);
    json.member("response_bytes", entry.response_bytes);
    json.member("total_ns", entry.total_ns);
    write_distribution(json, "duration", entry.duration, depth);
    write_distribution(json, "service", entry.service, depth);
    write_distribution(json, "time_to_first_reply", entry.time_to_first_reply, depth);
    json.end_object();
}

void write_statements(DocumentJson& out, Depth depth) {
    auto& json = out.json();
    const auto& options = out.document().options;
    const auto ranked = out.document().stats.statements().ranked(options.most_entries());
    const auto listed = std::min(options.most_entries(), ranked.size());
    json.begin_object("statements");
    json.member("total", ranked.size());
    json.member("left_out", ranked.size() - listed);
    json.member("calls", out.document().stats.statements().calls());
    json.member("rows", out.document().stats.statements().rows());
    json.end_object();
    json.begin_array("by_statement");
    for (std::size_t i = 0; i < listed; ++i) {
        write_entry(json, *ranked[i], depth);
        out.commit();
    }
    json.end_array();
}

}  // namespace

void write_latency(DocumentJson& out, Depth depth) {
    auto& json = out.json();
    const auto& stats = out.document().stats;
    const auto& parts = stats.exchanges().parts();
    json.begin_object("latency");
    write_distribution(json, "overall", stats.exchanges().overall_duration(), depth);
    write_distribution(json, "time_to_first_reply", parts.time_to_first_reply, depth);
    write_distribution(json, "transfer", parts.transfer, depth);
    write_distribution(json, "service", parts.service, depth);
    write_distribution(json, "queued", parts.queued, depth);
    write_distribution(json, "client_think", parts.client_think, depth);
    write_by_kind(json, stats.exchanges(), depth);
    write_statements(out, depth);
    write_distribution(json, "connection_setup", stats.sessions().connection_setup, depth);
    write_distribution(json, "authentication", stats.sessions().authentication, depth);
    write_distribution(json, "handshake_round_trip", stats.sessions().handshake_round_trip, depth);
    json.end_object();
}

void write_latency_json(Output& output, const Document& document) {
    JsonWriter json(output.buffer(), JsonWriter::Layout::indented);
    DocumentJson out(output, document, json);
    out.begin("pgoscope.latency/1");
    write_capture(out);
    write_latency(out, Depth::full);
    out.end();
    json.end_line();
}

}  // namespace pgoscope::report
