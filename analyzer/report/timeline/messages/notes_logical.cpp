#include "analyzer/events/copy_payload.h"
#include "analyzer/report/text/text.h"
#include "analyzer/report/timeline/messages/copy_payload_report.h"
#include "analyzer/report/timeline/messages/note_parts.h"

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
