#include "analyzer/events/copy_payload.h"
#include "analyzer/report/text/text.h"
#include "analyzer/report/timeline/messages/copy_payload_report.h"
#include "analyzer/report/timeline/messages/note_parts.h"
#include "analyzer/report/wording/value_display.h"
#include "dissectors/server_time.h"

namespace pgoscope::report {
namespace {

namespace logical = dissectors::logical;
using dissectors::LsnText;

/// Columns of a table that a line bears.
constexpr std::size_t most_columns = 12;

/// Says what a message of pgoutput is about. Changes of rows are told by their text.
class MessageNote {
  public:
    MessageNote(const NoteContext& context, const events::LogicalPayload& payload)
        : context_(context), payload_(payload), out_(context.out) {}

    void operator()(const logical::Begin& begin) {
        out_.append("begins ");
        transaction(begin.xid);
        at(begin.final_lsn);
    }
    void operator()(const logical::Commit& commit) {
        out_.append("commits");
        at(commit.commit_lsn);
    }
    void operator()(const logical::Origin& origin) {
        out_.append("it came from ");
        append_escaped(out_, origin.name);
    }
    void operator()(const logical::RelationMessage& relation) {
        append_escaped(out_, relation.schema.empty() ? "pg_catalog" : relation.schema);
        out_.push_back('.');
        append_escaped(out_, relation.name);
        out_.append(" is relation ");
        append_number(out_, relation.oid);
        if (payload_.table == nullptr) return;
        std::size_t index = 0;
        for (const auto& column : payload_.table->columns) {
            if (index == most_columns) {
                out_.append(" ...");
                return;
            }
            out_.append(index++ == 0 ? ": " : ", ");
            append_escaped(out_, column.name);
            out_.push_back(' ');
            append_escaped(out_, label_of(column, context_.buffer));
            if (column.key) out_.append(" key");
        }
    }
    void operator()(const logical::TypeMessage& type) {
        append_escaped(out_, type.schema.empty() ? "pg_catalog" : type.schema);
        out_.push_back('.');
        append_escaped(out_, type.name);
        out_.append(" is type ");
        append_number(out_, type.oid);
    }
    void operator()(const logical::LogicalMessage& message) {
        out_.append((message.flags & 1U) != 0 ? "message " : "message outside of transactions, ");
        append_escaped(out_, message.prefix);
        out_.append(", ");
        append_byte_count(out_, message.content_bytes);
        if (!context_.options.show_values) return;
        out_.append(": ");
        notes::append_value_note(context_, {.null = false, .bytes = message.content}, {});
    }
    void operator()(const logical::StreamStart& start) {
        out_.append(start.first_segment ? "streams " : "goes on streaming ");
        transaction(start.xid);
        out_.append(" before it ends");
    }
    void operator()(const logical::StreamStop&) { out_.append("the streamed block ends"); }
    void operator()(const logical::StreamCommit& commit) {
        out_.append("commits streamed ");
        transaction(commit.xid);
        at(commit.commit_lsn);
    }
    void operator()(const logical::StreamAbort& abort) {
        out_.append("rolls back streamed ");
        transaction(abort.xid);
        if (abort.subtransaction_xid == abort.xid) return;
        out_.append(", its subtransaction ");
        append_number(out_, abort.subtransaction_xid);
        out_.append(" only");
    }
    void operator()(const logical::BeginPrepare& prepare) { prepared("begins prepared ", prepare); }
    void operator()(const logical::Prepare& prepare) { prepared("prepares ", prepare); }
    void operator()(const logical::StreamPrepare& prepare) {
        prepared("prepares streamed ", prepare);
    }
    void operator()(const logical::CommitPrepared& commit) {
        prepared("commits prepared ", commit);
        at(commit.commit_lsn);
    }
    void operator()(const logical::RollbackPrepared& rollback) {
        prepared("rolls back prepared ", rollback);
    }
    void operator()(const logical::Unknown&) { out_.append("no message of pgoutput"); }
    template <class Change>
    void operator()(const Change&) {}

  private:
    void transaction(logical::Xid xid) {
        out_.append("transaction ");
        append_number(out_, xid);
    }
    void at(dissectors::Lsn lsn) { out_.append(" at ").append(LsnText(lsn).view()); }
    template <class Message>
    void prepared(std::string_view verb, const Message& message) {
        out_.append(verb);
        transaction(message.xid);
        out_.append(", ");
        append_escaped(out_, message.gid);
    }

    const NoteContext& context_;
    const events::LogicalPayload& payload_;
    std::string& out_;
};

/// `public.d1 UPDATE`, or with the row's values.
void append_changes(const NoteContext& context, const events::LogicalPayload& payload) {
    auto& out = context.out;
    if (context.options.show_values && !payload.text.empty()) {
        const auto begin = out.size();
        append_escaped(out, context.sql.value(payload.text));
        if (context.style.longest_text > 0) cut_to_width(out, begin, context.style.longest_text);
        return;
    }
    std::size_t index = 0;
    for (const auto& change : payload.changes) {
        if (index == most_columns) {
            out.append(" ...");
            return;
        }
        if (index++ > 0) out.append(", ");
        append_escaped(out, change.relation);
        if (!change.relation.empty()) out.push_back(' ');
        out.append(change.operation);
    }
}

}  // namespace

void append_logical_note(const NoteContext& context, const events::LogicalPayload& payload) {
    auto& out = context.out;
    const auto begin = out.size();
    if (payload.malformation != dissectors::v3::Malformation::none) {
        out.append("no message of pgoutput: ");
        out.append(dissectors::v3::to_string(payload.malformation));
        return;
    }
    const bool plain_text = payload.message == nullptr && context.options.show_values;
    if (!payload.changes.empty() || (plain_text && !payload.text.empty()))
        append_changes(context, payload);
    else if (payload.message != nullptr)
        std::visit(MessageNote(context, payload), *payload.message);
    else
        out.append(payload.operation.empty() ? "output of the plugin" : payload.operation);
    if (!payload.undone.empty()) {
        std::uint64_t undone = 0;
        for (const auto& change : payload.undone)
            undone += change.count;
        notes::separate(out, begin);
        out.append("takes back ");
        append_counted(out, undone, "change");
    }
    if (payload.delay) {
        notes::separate(out, begin);
        out.append("delivered ");
        append_duration(out, *payload.delay);
        out.append(" after the commit");
    }
}

}  // namespace pgoscope::report

namespace pgoscope::report {
namespace {

namespace logical = dissectors::logical;
using dissectors::Lsn;
using dissectors::LsnText;

/// Writes what a message of pgoutput says beside the change of a row.
class MessageFields {
  public:
    MessageFields(const FieldContext& context, const events::LogicalPayload& payload)
        : context_(context), payload_(payload), json_(context.json) {}

    void operator()(const logical::Begin& begin) {
        lsn("final_lsn", begin.final_lsn);
        time("commit_time", begin.commit_time);
        xid(begin.xid);
    }
    void operator()(const logical::Commit& commit) { write_commit(commit); }
    void operator()(const logical::StreamCommit& commit) {
        xid(commit.xid);
        write_commit(commit);
    }
    void operator()(const logical::CommitPrepared& commit) {
        prepared(commit);
        write_commit(commit);
    }
    void operator()(const logical::Origin& origin) {
        lsn("commit_lsn", origin.commit_lsn);
        json_.text_member("origin", origin.name);
    }
    void operator()(const logical::RelationMessage& relation) {
        xid(relation.xid);
        json_.member("oid", relation.oid);
        json_.text_member("replica_identity", {&relation.replica_identity, 1});
        if (payload_.table == nullptr) return;
        json_.begin_array("columns");
        for (const auto& column : payload_.table->columns) {
            json_.begin_object();
            json_.text_member("name", column.name);
            json_.member("type_oid", column.type_oid);
            json_.text_member("type", label_of(column, context_.buffer));
            json_.member("type_modifier", column.type_modifier);
            json_.member("key", column.key);
            json_.end_object();
        }
        json_.end_array();
    }
    void operator()(const logical::TypeMessage& type) {
        xid(type.xid);
        json_.member("oid", type.oid);
        json_.text_member("schema", type.schema);
        json_.text_member("name", type.name);
    }
    void operator()(const logical::Insert& change) { xid(change.xid); }
    void operator()(const logical::Update& change) { xid(change.xid); }
    void operator()(const logical::Delete& change) { xid(change.xid); }
    void operator()(const logical::Truncate& truncate) {
        xid(truncate.xid);
        json_.member("cascade", (truncate.flags & 1U) != 0);
        json_.member("restart_identity", (truncate.flags & 2U) != 0);
    }
    void operator()(const logical::LogicalMessage& message) {
        xid(message.xid);
        lsn("lsn", message.lsn);
        json_.member("transactional", (message.flags & 1U) != 0);
        json_.text_member("prefix", message.prefix);
        json_.member("content_bytes", message.content_bytes);
        if (context_.options.show_values)
            json_.text_member("content", context_.sql.value(as_text(message.content)));
    }
    void operator()(const logical::StreamStart& start) {
        xid(start.xid);
        json_.member("first_segment", start.first_segment);
    }
    void operator()(const logical::StreamAbort& abort) {
        xid(abort.xid);
        json_.member("subtransaction_xid", abort.subtransaction_xid);
        if (abort.abort_lsn) lsn("abort_lsn", *abort.abort_lsn);
        if (abort.abort_time) time("abort_time", *abort.abort_time);
    }
    void operator()(const logical::BeginPrepare& prepare) { write_prepare(prepare); }
    void operator()(const logical::Prepare& prepare) { write_prepare(prepare); }
    void operator()(const logical::StreamPrepare& prepare) { write_prepare(prepare); }
    void operator()(const logical::RollbackPrepared& rollback) {
        prepared(rollback);
        lsn("prepare_end_lsn", rollback.prepare_end_lsn);
        lsn("rollback_end_lsn", rollback.rollback_end_lsn);
        time("prepare_time", rollback.prepare_time);
        time("rollback_time", rollback.rollback_time);
    }
    void operator()(const logical::StreamStop&) {}
    void operator()(const logical::Unknown& unknown) {
        json_.member("unknown_bytes", unknown.data.size());
    }

  private:
    void lsn(std::string_view name, Lsn of) { json_.member(name, LsnText(of).view()); }
    void time(std::string_view name, std::int64_t of) {
        json_.time_member(name, dissectors::unix_nanoseconds(of));
    }
    void xid(std::optional<logical::Xid> of) {
        if (of) json_.member("xid", *of);
    }
    template <class Message>
    void prepared(const Message& message) {
        xid(message.xid);
        json_.text_member("gid", message.gid);
    }
    template <class Message>
    void write_commit(const Message& commit) {
        lsn("commit_lsn", commit.commit_lsn);
        lsn("end_lsn", commit.end_lsn);
        time("commit_time", commit.commit_time);
    }
    template <class Message>
    void write_prepare(const Message& message) {
        prepared(message);
        lsn("prepare_lsn", message.prepare_lsn);
        lsn("end_lsn", message.end_lsn);
        time("prepare_time", message.prepare_time);
    }

    const FieldContext& context_;
    const events::LogicalPayload& payload_;
    JsonWriter& json_;
};

void write_changes(JsonWriter& json, std::string_view name,
                   std::span<const events::LogicalChange> changes) {
    if (changes.empty()) return;
    json.begin_array(name);
    for (const auto& change : changes) {
        json.begin_object();
        json.member("operation", change.operation);
        json.text_member("relation", change.relation);
        if (change.count > 1) json.member("count", change.count);
        json.end_object();
    }
    json.end_array();
}

}  // namespace

std::string_view label_of(const logical::Relation::Column& column, std::string& buffer) {
    return column.type_name.empty() ? type_label(column.type_oid, buffer) : column.type_name;
}

void write_logical_fields(const FieldContext& context, const events::LogicalPayload& payload) {
    auto& json = context.json;
    if (!payload.plugin.empty()) json.member("plugin", payload.plugin);
    if (!payload.operation.empty()) json.member("message", payload.operation);
    if (payload.malformation != dissectors::v3::Malformation::none)
        json.member("malformed", dissectors::v3::to_string(payload.malformation));
    if (!payload.relation.empty()) json.text_member("relation", payload.relation);
    if (payload.message != nullptr) std::visit(MessageFields(context, payload), *payload.message);
    write_changes(json, "changes", payload.changes);
    write_changes(json, "rolled_back", payload.undone);
    if (context.options.show_values && !payload.text.empty())
        json.text_member("text", context.sql.value(payload.text));
    if (payload.delay) json.member("commit_delay_ns", *payload.delay);
}

}  // namespace pgoscope::report
