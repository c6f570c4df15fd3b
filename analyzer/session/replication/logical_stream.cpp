#include "analyzer/session/replication/logical_stream.h"

#include <algorithm>

#include "analyzer/sql/secrets/secret_names.h"
#include "dissectors/logical/change_text.h"
#include "dissectors/logical/dissect.h"
#include "dissectors/logical/test_decoding.h"
#include "dissectors/server_time.h"

namespace pgoscope::session {
namespace {

namespace logical = dissectors::logical;
namespace v3 = dissectors::v3;
using logical::Operation;

/// Longest text that is kept of one change.
constexpr std::size_t longest_change = std::size_t{16} * 1024;

std::string_view name_of_plugin(logical::Plugin plugin) noexcept {
    switch (plugin) {
        case logical::Plugin::pgoutput:
            return "pgoutput";
        case logical::Plugin::test_decoding:
            return "test_decoding";
        case logical::Plugin::wal2json:
            return "wal2json";
        default:
            return {};
    }
}

std::string qualified(std::string_view schema, std::string_view table) {
    std::string name(schema.empty() ? "pg_catalog" : schema);
    name.push_back('.');
    name.append(table);
    return name;
}

bool changes_rows(Operation operation) noexcept {
    return operation == Operation::insert || operation == Operation::update ||
           operation == Operation::remove || operation == Operation::truncate ||
           operation == Operation::stream_change;
}

/// A subtransaction that is rolled back alone leaves the transaction as it is.
bool undoes_transaction(const logical::Message& message) noexcept {
    const auto* abort = std::get_if<logical::StreamAbort>(&message);
    return std::holds_alternative<logical::RollbackPrepared>(message) ||
           (abort != nullptr && abort->xid == abort->subtransaction_xid);
}

/// Which transaction or subtransaction a change in a streamed block belongs to.
std::optional<logical::Xid> xid_within_stream(const logical::Message& message) {
    return std::visit(
        [](const auto& of) -> std::optional<logical::Xid> {
            if constexpr (requires { of.xid; })
                return of.xid;
            else
                return std::nullopt;
        },
        message);
}

/// The transaction that the message is about is committed: it was, at that time of the server.
void end_transaction(events::LogicalPayload& payload, std::optional<std::int64_t> commit_time,
                     PacketTime time) noexcept {
    payload.ends_transaction = true;
    if (!commit_time) return;
    const auto commit = dissectors::unix_nanoseconds(*commit_time);
    // Whatever a damaged message says: a difference of two times from 1970 on fits.
    if (commit >= 0 && commit <= time) payload.delay = time - commit;
}

/// When the transaction that the message ends was committed.
std::optional<std::int64_t> commit_time(const logical::Message& message) noexcept {
    if (const auto* commit = std::get_if<logical::Commit>(&message)) return commit->commit_time;
    if (const auto* commit = std::get_if<logical::StreamCommit>(&message))
        return commit->commit_time;
    if (const auto* commit = std::get_if<logical::CommitPrepared>(&message))
        return commit->commit_time;
    return std::nullopt;
}

}  // namespace

std::string_view LogicalReader::plugin() const noexcept {
    return plugin_ == logical::Plugin::other ? std::string_view(plugin_name_)
                                             : name_of_plugin(plugin_);
}

bool LogicalReader::begin_ahead(Bytes beginning) {
    if (plugin_ == logical::Plugin::unknown) plugin_ = logical::plugin_of_data(beginning);
    if (plugin_ != logical::Plugin::wal2json) return false;
    begin_json();
    ahead_ = true;
    scan(beginning);
    return true;
}

void LogicalReader::go_on_ahead(Bytes piece) {
    scan(piece);
}

events::LogicalPayload LogicalReader::read(v3::Body data, PacketTime time) {
    if (!ahead_) changes_.clear();
    undone_.clear();
    text_.clear();
    if (plugin_ == logical::Plugin::unknown && data.complete)
        plugin_ = logical::plugin_of_data(data.bytes);
    events::LogicalPayload payload;
    payload.plugin = plugin();
    if (plugin_ == logical::Plugin::pgoutput)
        read_pgoutput(data, time, payload);
    else if (plugin_ == logical::Plugin::test_decoding)
        read_test_decoding(as_text(data.bytes), time, payload);
    else if (plugin_ == logical::Plugin::wal2json)
        read_wal2json(data, time, payload);
    else
        read_text(as_text(data.bytes));
    put_counted_changes();
    payload.changes = changes_;
    if (payload.relation.empty() && !changes_.empty()) payload.relation = changes_.front().relation;
    payload.text = text_;
    return payload;
}

void LogicalReader::lose() noexcept {
    in_stream_ = false;
    stream_uncertain_ = true;
    transaction_.reset();
    scanner_.reset();
    ahead_ = false;
}

/// Of a plugin that is not known: as it is, unless that is no text.
void LogicalReader::read_text(std::string_view text) {
    const auto is_control = [](char character) {
        return static_cast<unsigned char>(character) < ' ' && character != '\n' &&
               character != '\t' && character != '\r';
    };
    if (keep_values_ && std::ranges::none_of(text, is_control))
        text_ = text.substr(0, longest_change);
}

/// Where it is not known whether a streamed block is open, its changes of tables that were
/// described tell: they have a meaning in one of the two forms only.
logical::Dissection LogicalReader::dissect(v3::Body data) {
    const auto plain = logical::dissect_pgoutput(data, in_stream_);
    if (!stream_uncertain_ || in_stream_) return plain;
    if (names_known_table(plain)) {
        stream_uncertain_ = false;
        return plain;
    }
    const auto streamed = logical::dissect_pgoutput(data, true);
    if (!names_known_table(streamed)) return plain;
    stream_uncertain_ = false;
    in_stream_ = true;
    return streamed;
}

/// It is the well-formed change of a row of such a table.
bool LogicalReader::names_known_table(const logical::Dissection& dissection) const {
    if (dissection.malformation != v3::Malformation::none) return false;
    return std::visit(
        [&](const auto& message) {
            if constexpr (requires { message.relation_oid; })
                return find(message.relation_oid) != nullptr;
            else
                return false;
        },
        dissection.message);
}

void LogicalReader::read_pgoutput(v3::Body data, PacketTime time, events::LogicalPayload& payload) {
    const auto dissection = dissect(data);
    message_ = dissection.message;
    payload.message = &message_;
    payload.malformation = dissection.malformation;
    payload.operation = logical::name_of(message_);
    if (dissection.malformation != v3::Malformation::none) return;

    if (std::holds_alternative<logical::StreamStart>(message_)) in_stream_ = true;
    if (std::holds_alternative<logical::StreamStop>(message_)) in_stream_ = false;
    if (std::holds_alternative<logical::StreamStop>(message_) ||
        std::holds_alternative<logical::Begin>(message_))
        stream_uncertain_ = false;
    if (const auto* relation = std::get_if<logical::RelationMessage>(&message_)) {
        payload.table = &remember(*relation);
        relation_ = qualified(relation->schema, relation->name);
        payload.relation = relation_;
    }
    if (const auto* type = std::get_if<logical::TypeMessage>(&message_)) remember(*type);
    if (const auto* insert = std::get_if<logical::Insert>(&message_))
        read_change("INSERT", *insert);
    if (const auto* update = std::get_if<logical::Update>(&message_))
        read_change("UPDATE", *update);
    if (const auto* removal = std::get_if<logical::Delete>(&message_))
        read_change("DELETE", *removal);
    if (const auto* truncate = std::get_if<logical::Truncate>(&message_))
        for (const auto& relation : truncate->relations)
            add_change("TRUNCATE", relation.oid);
    if (const auto committed = commit_time(message_)) end_transaction(payload, committed, time);
    payload.undoes_transaction = undoes_transaction(message_);
    follow_transaction(xid_within_stream(message_));
    payload.undone = undone_;
}

void LogicalReader::follow_transaction(std::optional<logical::Xid> change_xid) {
    if (const auto* start = std::get_if<logical::StreamStart>(&message_)) transaction_ = start->xid;
    if (const auto* begin = std::get_if<logical::BeginPrepare>(&message_))
        transaction_ = begin->xid;
    if (std::holds_alternative<logical::StreamStop>(message_) ||
        std::holds_alternative<logical::Prepare>(message_) ||
        std::holds_alternative<logical::Begin>(message_))
        transaction_.reset();
    if (const auto* commit = std::get_if<logical::StreamCommit>(&message_))
        undecided_.commit(commit->xid);
    if (const auto* commit = std::get_if<logical::CommitPrepared>(&message_))
        undecided_.commit(commit->xid);
    if (const auto* abort = std::get_if<logical::StreamAbort>(&message_))
        undecided_.roll_back(abort->xid, abort->subtransaction_xid, undone_);
    if (const auto* rollback = std::get_if<logical::RollbackPrepared>(&message_))
        undecided_.roll_back(rollback->xid, rollback->xid, undone_);
    for (const auto& change : changes_) {
        if (transaction_)
            undecided_.add(*transaction_, change_xid.value_or(*transaction_), change);
        else if (in_stream_)
            undecided_.add_unknown(change);
    }
}

template <class Change>
void LogicalReader::read_change(std::string_view operation, const Change& change) {
    add_change(operation, change.relation_oid);
    if (!keep_values_) return;
    const auto* relation = find(change.relation_oid);
    if (relation == nullptr) return;
    const logical::ToldTypeNames names(types_);
    logical::ChangeTextOptions options{.max_length = longest_change};
    options.value.names = &names;
    options.hides = [](std::string_view column) noexcept { return sql::is_secret_name(column); };
    logical::append_change(*relation, change, text_, options);
}

void LogicalReader::read_test_decoding(std::string_view text, PacketTime time,
                                       events::LogicalPayload& payload) {
    const auto change = logical::read_test_decoding(text);
    payload.operation = to_string(change.operation);
    if (change.operation == Operation::commit || change.operation == Operation::commit_prepared ||
        change.operation == Operation::stream_commit)
        end_transaction(payload, change.commit_time, time);
    payload.undoes_transaction = change.operation == Operation::rollback_prepared;
    if (changes_rows(change.operation)) {
        auto relations = change.relation;
        do
            add_change(payload.operation, std::string(logical::take_relation(relations)));
        while (!relations.empty());
    }
    if (keep_values_) text_ = text.substr(0, longest_change);
}

void LogicalReader::read_wal2json(v3::Body data, PacketTime time, events::LogicalPayload& payload) {
    if (!std::exchange(ahead_, false)) {
        begin_json();
        scan(data.bytes);
    }
    if (!data.complete) {
        // What changes a row of format 2 stands before the row.
        const auto change = scanner_.change_at_hand();
        if (change) take(*change);
        payload.cut = !change;
        scanner_.reset();
    }
    payload.operation = json_.operation;
    if (json_.commits) end_transaction(payload, json_.commit_time, time);
    if (keep_values_) text_ = as_text(data.bytes).substr(0, longest_change);
}

void LogicalReader::begin_json() {
    changes_.clear();
    counted_changes_.clear();
    json_ = {};
    if (scanner_.broken()) scanner_.reset();
}

void LogicalReader::scan(Bytes json) {
    while (const auto change = scanner_.next(json))
        take(*change);
}

void LogicalReader::take(const logical::JsonChange& change) {
    const auto operation = to_string(change.operation);
    const bool commits = change.operation == Operation::commit;
    // The changes say more of a transaction in one message than its commit does.
    if (!commits || json_.operation.empty()) json_.operation = operation;
    if (commits) {
        json_.commits = true;
        json_.commit_time = change.commit_time;
    }
    if (changes_rows(change.operation))
        add_change(operation, qualified(change.schema, change.table));
}

const logical::Relation& LogicalReader::remember(const logical::RelationMessage& message) {
    auto relation = logical::relation_of(message, types_);
    forget(relations_.find(message.oid));
    while (relations_.size() >= most_relations ||
           (!relations_.empty() && columns_ + relation.columns.size() > most_columns)) {
        forget(relations_.begin());
        ++forgotten_;
    }
    columns_ += relation.columns.size();
    return relations_[message.oid] = std::move(relation);
}

void LogicalReader::forget(Relations::iterator relation) {
    if (relation == relations_.end()) return;
    columns_ -= relation->second.columns.size();
    relations_.erase(relation);
}

void LogicalReader::remember(const logical::TypeMessage& message) {
    if (types_.size() >= most_types && !types_.contains(message.oid)) {
        types_.erase(types_.begin());
        ++forgotten_;
    }
    types_[message.oid] = logical::type_of(message);
}

const logical::Relation* LogicalReader::find(std::uint32_t oid) const noexcept {
    const auto found = relations_.find(oid);
    return found == relations_.end() ? nullptr : &found->second;
}

void LogicalReader::add_change(std::string_view operation, std::string relation) {
    if (changes_.size() < most_single_changes) {
        changes_.push_back({operation, std::move(relation)});
        return;
    }
    const std::pair key(std::move(relation), operation);
    if (const auto known = counted_changes_.find(key); known != counted_changes_.end())
        ++known->second;
    else if (counted_changes_.size() < most_counted_changes)
        counted_changes_.emplace(key, 1);
    else
        ++counted_changes_[{std::string(), operation}];  // a table that is not told
}

void LogicalReader::put_counted_changes() {
    for (const auto& [change, count] : counted_changes_)
        changes_.push_back({change.second, change.first, count});
    counted_changes_.clear();
}

void LogicalReader::add_change(std::string_view operation, std::uint32_t relation_oid) {
    const auto* relation = find(relation_oid);
    add_change(operation, relation != nullptr ? qualified(relation->schema, relation->table)
                                              : "OID " + std::to_string(relation_oid));
}

}  // namespace pgoscope::session
