#include "analyzer/pipeline/session_filter.h"

#include <algorithm>
#include <utility>

namespace pgoscope::pipeline {

SessionFilter::SessionFilter(std::vector<std::uint64_t> numbers, events::Sink& next)
    : numbers_(std::move(numbers)), next_(next) {
    std::sort(numbers_.begin(), numbers_.end());
}

bool SessionFilter::wants(std::uint64_t session) const {
    return std::binary_search(numbers_.begin(), numbers_.end(), session);
}

void SessionFilter::on_session_open(const events::SessionInfo& session, PacketTime time) {
    if (wants(session)) next_.on_session_open(session, time);
}

void SessionFilter::on_message(const events::MessageEvent& event) {
    if (wants(event.session)) next_.on_message(event);
}

void SessionFilter::on_exchange(const events::SessionInfo& session,
                                const events::Exchange& exchange) {
    if (wants(session)) next_.on_exchange(session, exchange);
}

void SessionFilter::on_call(const events::SessionInfo& session, const events::Call& call) {
    if (wants(session)) next_.on_call(session, call);
}

void SessionFilter::on_copy(const events::SessionInfo& session, const events::Copy& copy) {
    if (wants(session)) next_.on_copy(session, copy);
}

void SessionFilter::on_transaction(const events::SessionInfo& session,
                                   const events::Transaction& transaction) {
    if (wants(session)) next_.on_transaction(session, transaction);
}

void SessionFilter::on_two_phase(const events::SessionInfo& session,
                                 const events::TwoPhaseStep& step) {
    if (wants(session)) next_.on_two_phase(session, step);
}

void SessionFilter::on_idle_in_transaction(const events::SessionInfo& session, Nanoseconds idle) {
    if (wants(session)) next_.on_idle_in_transaction(session, idle);
}

void SessionFilter::on_replication(const events::SessionInfo& session,
                                   const events::ReplicationSummary& replication) {
    if (wants(session)) next_.on_replication(session, replication);
}

void SessionFilter::on_subscription(const events::SessionInfo& session,
                                    const events::Subscription& subscription) {
    if (wants(session)) next_.on_subscription(session, subscription);
}

void SessionFilter::on_gap(const events::GapEvent& event) {
    if (wants(event.session)) next_.on_gap(event);
}

void SessionFilter::on_malformed(const events::MalformedEvent& event) {
    if (wants(event.session)) next_.on_malformed(event);
}

void SessionFilter::on_session_close(const events::SessionInfo& session, events::SessionEnd end,
                                     PacketTime time) {
    if (wants(session)) next_.on_session_close(session, end, time);
}

}  // namespace pgoscope::pipeline
