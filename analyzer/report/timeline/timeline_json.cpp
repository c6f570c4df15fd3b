#include "analyzer/report/timeline/timeline_json.h"

#include "analyzer/report/timeline/messages/annotate.h"
#include "analyzer/report/timeline/messages/message_fields.h"
#include "analyzer/report/wording/exchange_json.h"
#include "analyzer/report/wording/session_json.h"

namespace pgoscope::report {
namespace {

/// Columns of SQL in a note: the whole of it is in the fields of Parse and Query.
constexpr NoteStyle note_style{.longest_text = 500};

}  // namespace

TimelineJson::TimelineJson(Output& output, const Options& options)
    : output_(output), options_(options), json_(output.buffer()) {}

void TimelineJson::begin_event(std::string_view type, PacketTime time,
                               const events::SessionInfo& session) {
    json_.begin_object();
    json_.member("type", type);
    json_.time_member("time", time);
    json_.member("session", session.number);
}

void TimelineJson::end_event() {
    json_.end_object().end_line();
    output_.commit();
}

void TimelineJson::write_tag(char tag) {
    if (tag != 0) json_.text_member("tag", {&tag, 1});
}

void TimelineJson::on_session_open(const events::SessionInfo& session, PacketTime time) {
    begin_event("session_open", time, session);
    write_endpoint(json_, "client", session.client, buffer_);
    write_endpoint(json_, "server", session.server, buffer_);
    end_event();
}

void TimelineJson::on_message(const events::MessageEvent& event) {
    begin_event("message", event.time, event.session);
    json_.member("direction", dissectors::to_string(event.direction));
    json_.member("name", dissectors::to_string(event.name()));
    write_tag(event.tag);
    json_.member("length_bytes", event.length_bytes);
    json_.member("packet", event.packet);
    if (event.exchange != nullptr) json_.member("exchange", event.exchange->number);
    if (event.since_cancel) json_.member("since_cancel_ns", *event.since_cancel);
    if (event.truncated) json_.member("truncated", true);
    if (event.missing_bytes > 0) json_.member("missing_bytes", event.missing_bytes);
    if (event.dissection.malformation != dissectors::v3::Malformation::none)
        json_.member("malformed", dissectors::v3::to_string(event.dissection.malformation));

    json_.begin_object("fields");
    write_fields({json_, event, options_, sql_, buffer_});
    json_.end_object();

    note_.clear();
    append_note({note_, event, options_, note_style, sql_, buffer_});
    json_.member("note", note_);
    end_event();
}

void TimelineJson::on_exchange(const events::SessionInfo& session,
                               const events::Exchange& exchange) {
    begin_event("exchange", last_known_time(exchange), session);
    write_exchange(json_, exchange, options_);
    end_event();
}

void TimelineJson::on_gap(const events::GapEvent& event) {
    begin_event("gap", event.time, event.session);
    json_.member("direction", dissectors::to_string(event.direction));
    json_.member("packet", event.packet);
    json_.member("missing_bytes", event.missing_bytes);
    json_.member("reason", event.reason);
    json_.member("skipped_bytes", event.skipped_bytes);
    if (event.copy_bytes > 0) json_.member("copy_bytes", event.copy_bytes);
    end_event();
}

void TimelineJson::on_malformed(const events::MalformedEvent& event) {
    begin_event("malformed", event.time, event.session);
    json_.member("direction", dissectors::to_string(event.direction));
    json_.member("packet", event.packet);
    json_.member("reason", event.reason);
    write_tag(event.tag);
    json_.member("length_bytes", event.length_bytes);
    json_.member("offset", event.offset);
    json_.member("skipped_bytes", event.skipped_bytes);
    end_event();
}

void TimelineJson::on_session_close(const events::SessionInfo& session, events::SessionEnd end,
                                    PacketTime time) {
    begin_event("session_close", time, session);
    json_.member("reason", to_string(end));
    write_session(json_, session, buffer_);
    end_event();
}

}  // namespace pgoscope::report
