#include "analyzer/report/sections/report_parts_json.h"

namespace pgoscope::report {
namespace {

using events::Subscription;

void write_updates(JsonWriter& json, const Subscription& told) {
    json.begin_object("updates");
    for (std::size_t i = 0; i < Subscription::update_types; ++i) {
        const auto& updates = told.updates.at(i);
        if (updates.count == 0) continue;
        json.begin_object(to_string(static_cast<Subscription::UpdateType>(i)));
        json.member("count", updates.count);
        json.member("rows", updates.rows);
        json.end_object();
    }
    json.end_object();
}

void write_intervals(JsonWriter& json, const Subscription::Intervals& intervals) {
    json.begin_object("interval");
    json.member("count", intervals.count);
    if (intervals.count > 0) {
        json.member("min_ns", intervals.shortest);
        json.member("mean_ns", intervals.total / static_cast<Nanoseconds>(intervals.count));
        json.member("max_ns", intervals.longest);
    }
    json.end_object();
}

}  // namespace

void write_subscriptions(DocumentJson& out) {
    auto& json = out.json();
    json.begin_array("subscriptions");
    for (const auto& [session, told] : out.document().stats.subscriptions().list()) {
        const auto id = told.id.text();
        json.begin_object();
        json.member("session", session);
        json.member("subscription", std::string_view{id.data(), id.size()});
        write_statement(json, told.statement);
        if (told.subscribed) json.time_member("subscribed", *told.subscribed);
        json.time_member("first_seen", told.first_seen);
        json.time_member("ended", told.ended);
        json.member("unsubscribed", told.unsubscribed);
        write_updates(json, told);
        json.member("bytes", told.bytes);
        json.member("errors", told.errors);
        json.member("pauses", told.pauses);
        write_intervals(json, told.intervals);
        json.end_object();
        out.commit();
    }
    json.end_array();
}

}  // namespace pgoscope::report
