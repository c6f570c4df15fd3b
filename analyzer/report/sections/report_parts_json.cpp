#include "analyzer/report/sections/report_parts_json.h"

#include <array>
#include <utility>

#include "analyzer/sql/fingerprint.h"
#include "analyzer/sql/statement.h"

namespace pgoscope::report {

void DocumentJson::begin(std::string_view schema) {
    json_.begin_object();
    json_.member("schema", schema);
    json_.begin_object("generator");
    json_.member("name", document_.facts.generator_name);
    json_.member("version", document_.facts.generator_version);
    json_.end_object();
}

void DocumentJson::end() {
    json_.end_object();
    commit();
}

void write_distribution(JsonWriter& json, std::string_view key, const stats::Histogram& histogram,
                        Depth depth) {
    const auto distribution = histogram.distribution();
    json.begin_object(key);
    json.member("count", distribution.count);
    if (distribution.count == 0) {
        json.end_object();
        return;
    }
    const bool full = depth == Depth::full;
    json.member("min_ns", distribution.min);
    json.member("mean_ns", distribution.mean);
    json.member("stddev_ns", distribution.stddev);
    if (full) json.member("p25_ns", histogram.value_at(stats::p25));
    json.member("p50_ns", distribution.p50);
    if (full) json.member("p75_ns", histogram.value_at(stats::p75));
    json.member("p90_ns", distribution.p90);
    json.member("p95_ns", distribution.p95);
    json.member("p99_ns", distribution.p99);
    json.member("p999_ns", distribution.p999);
    if (full) json.member("p9999_ns", histogram.value_at(stats::p9999));
    json.member("max_ns", distribution.max);
    if (full) {
        json.begin_array("buckets");
        for (const auto& bucket : histogram.buckets()) {
            json.begin_object();
            json.member("low_ns", bucket.low);
            json.member("high_ns", bucket.high);
            json.member("count", bucket.count);
            json.end_object();
        }
        json.end_array();
    }
    json.end_object();
}

void write_counts(JsonWriter& json, std::string_view key, const stats::BoundedCounts& counts) {
    json.begin_object(key);
    for (const auto& [name, count] : counts)
        json.data_key(name).value(count);
    json.end_object();
}

void write_counters(JsonWriter& json, std::string_view key, const Counters& counters) {
    json.begin_object(key);
    for (const auto& [name, count] : counters)
        json.data_key(name).value(count);
    json.end_object();
}

void write_statement(JsonWriter& json, const sql::Statement* statement) {
    if (statement == nullptr) return;
    json.member("fingerprint", sql::FingerprintText(statement->fingerprint).view());
    json.text_member("query", statement->text);
    if (statement->truncated) json.member("query_truncated", true);
}

/// Of a source, and of all together.
template <class Facts>
static void write_drops(JsonWriter& json, const Facts& facts) {
    if (facts.dropped_by_kernel) json.member("dropped_by_kernel", *facts.dropped_by_kernel);
    if (facts.dropped_by_interface)
        json.member("dropped_by_interface", *facts.dropped_by_interface);
}

static void write_outages(JsonWriter& json, const OutageFacts& outages) {
    json.begin_object("outages");
    json.member("count", outages.count);
    json.member("silence_ns", outages.silence);
    json.member("lasting", outages.lasting);
    json.end_object();
}

static void write_written(JsonWriter& json, const WrittenFacts& written) {
    json.begin_object("written");
    json.text_member("path", written.path);
    json.member("packets", written.packets);
    json.member("bytes", written.bytes);
    json.member("complete", written.error.empty());
    if (!written.error.empty()) {
        json.time_member("missing_since", written.missing_since);
        json.member("error", written.error);
    }
    json.end_object();
}

void write_capture(DocumentJson& out) {
    auto& json = out.json();
    const auto& capture = out.document().facts.capture;
    json.begin_object("capture");
    json.begin_array("sources");
    for (const auto& source : capture.sources) {
        json.begin_object();
        json.text_member("path", source.path);
        json.member("format", source.format);
        json.member("link_type", source.link_type);
        json.member("snaplen", source.snaplen);
        json.member("packets", source.packets);
        json.member("bytes", source.bytes);
        write_drops(json, source);
        if (source.outages) write_outages(json, *source.outages);
        json.end_object();
    }
    json.end_array();
    json.member("packets", capture.packets);
    json.member("captured_bytes", capture.captured_bytes);
    if (capture.first_time) json.time_member("first_time", *capture.first_time);
    if (capture.last_time) json.time_member("last_time", *capture.last_time);
    if (const auto duration = capture.duration()) json.member("duration_ns", *duration);
    json.member("filtered_packets", capture.filtered_packets);
    write_counters(json, "ignored_packets", capture.ignored_packets);
    write_drops(json, capture);
    if (capture.written) write_written(json, *capture.written);
    json.member("complete", capture.error.empty());
    if (!capture.error.empty()) json.text_member("error", capture.error);
    json.end_object();
}

void write_transport(DocumentJson& out) {
    auto& json = out.json();
    const auto& transport = out.document().facts.transport;
    json.begin_object("transport");
    json.member("connections", transport.connections);
    json.member("segments", transport.segments);
    json.member("payload_bytes", transport.payload_bytes);
    json.member("retransmitted_bytes", transport.retransmitted_bytes);
    json.member("out_of_order_segments", transport.out_of_order_segments);
    json.member("gaps", transport.gaps);
    json.member("missing_bytes", transport.missing_bytes);
    for (const auto& [name, count] : transport.others)
        json.data_key(name).value(count);
    json.end_object();
}

void write_accounting(DocumentJson& out) {
    auto& json = out.json();
    const auto& accounting = out.document().facts.accounting;
    json.begin_object("accounting");
    json.member("payload_bytes", accounting.payload_bytes);
    json.member("dissected_bytes", accounting.dissected_bytes);
    json.member("encrypted_bytes", accounting.encrypted_bytes);
    json.begin_object("skipped_bytes");
    for (std::size_t i = 0; i < events::skip_reason_count; ++i) {
        const auto reason = static_cast<events::SkipReason>(i);
        // At the end of a capture nothing waits.
        if (reason == events::SkipReason::waiting && accounting.skipped(reason) == 0) continue;
        json.member(to_string(reason), accounting.skipped(reason));
    }
    json.end_object();
    json.end_object();

    const auto& loss = out.document().stats.loss();
    json.begin_object("losses");
    json.member("gaps", loss.gaps);
    json.member("missing_bytes", loss.missing_bytes);
    write_counts(json, "gaps_by_reason", loss.gaps_by_reason);
    json.member("malformed", loss.malformed);
    write_counts(json, "malformed_by_reason", loss.malformed_by_reason);
    json.member("skipped_bytes", loss.skipped_bytes);
    json.end_object();
    const auto limits = limits_of(out.document());
    write_counters(json, "limits", limits);
    json.begin_object("limit_options");
    for (const auto& [name, count] : limits)
        if (const auto option = option_of_limit(name); count > 0 && !option.empty())
            json.member(name, option);
    json.end_object();
}

}  // namespace pgoscope::report
