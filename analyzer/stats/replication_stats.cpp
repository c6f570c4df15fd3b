#include "analyzer/stats/replication_stats.h"

#include <algorithm>

#include "analyzer/events/copy_payload.h"
#include "analyzer/stats/bounded_text.h"

namespace pgoscope::stats {
namespace {

constexpr std::size_t longest_name = 256;

void add_changes(ReplicationStats& stream, const events::LogicalPayload& logical) {
    for (const auto& change : logical.changes)
        stream.changes[change.relation][change.operation] += change.count;
    for (const auto& change : logical.undone)
        stream.undone[change.relation][change.operation] += change.count;
    constexpr std::string_view begin = "BEGIN";
    if (logical.ends_transaction || logical.operation == begin) stream.transactions_told = true;
    if (logical.undoes_transaction) ++stream.rolled_back;
    if (!logical.ends_transaction) return;
    ++stream.transactions;
    if (logical.delay) stream.commit_delay.record(*logical.delay);
}

}  // namespace

void LagStats::add(const events::StandbyLag& lag) {
    if (lag.time) time.record(*lag.time);
    if (lag.bytes) bytes.record(static_cast<Nanoseconds>(*lag.bytes));
}

void ReplicationTable::add(const events::MessageEvent& event) {
    const auto* wal = std::get_if<events::WalPayload>(&event.payload->content);
    if (wal == nullptr) return;
    const auto exchange = event.exchange != nullptr ? event.exchange->number : 0;
    auto& stream = open_[{event.session.number, exchange}];
    stream.write.add(wal->write);
    stream.flush.add(wal->flush);
    stream.apply.add(wal->apply);
    if (wal->round_trip) stream.round_trip.record(*wal->round_trip);
    if (wal->logical) add_changes(stream, *wal->logical);
}

void ReplicationTable::add(const events::SessionInfo& session,
                           const events::ReplicationSummary& summary) {
    ReplicationStats stream;
    if (auto found = open_.extract({session.number, summary.exchange}))
        stream = std::move(found.mapped());
    keep(std::move(stream), session, summary);
}

void ReplicationTable::add_open(const events::OpenSession& session, PacketTime now,
                                const ReplicationTable& following) {
    auto summary = *session.replication;
    summary.ended = now;
    const auto found = following.open_.find({session.info->number, summary.exchange});
    auto stream = found != following.open_.end() ? found->second : ReplicationStats();
    stream.open = true;
    keep(std::move(stream), *session.info, summary);
}

void ReplicationTable::keep(ReplicationStats stream, const events::SessionInfo& session,
                            const events::ReplicationSummary& summary) {
    stream.session = session.number;
    stream.user = bounded_text(session.user, longest_name);
    stream.application_name = bounded_text(session.application_name, longest_name);
    stream.summary = summary;
    keep(std::move(stream));
}

void ReplicationTable::keep(ReplicationStats stream) {
    const auto key = [](const ReplicationStats& of) {
        return Key(of.session, of.summary.exchange);
    };
    const auto place = std::upper_bound(
        list_.begin(), list_.end(), stream,
        [&](const ReplicationStats& a, const ReplicationStats& b) { return key(a) < key(b); });
    list_.insert(place, std::move(stream));
    if (list_.size() <= most_listed_) return;
    list_.pop_back();
    ++unlisted_;
}

void ReplicationTable::merge(const ReplicationTable& from) {
    for (const auto& stream : from.list_)
        keep(stream);
    unlisted_ += from.unlisted_;
}

void ReplicationTable::clear_ended() {
    list_.clear();
    unlisted_ = 0;
}

}  // namespace pgoscope::stats
