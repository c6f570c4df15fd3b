#include "analyzer/pipeline/tee.h"

namespace pgoscope::pipeline {

void Tee::on_session_open(const events::SessionInfo& session, PacketTime time) {
    first_.on_session_open(session, time);
    second_.on_session_open(session, time);
}

void Tee::on_message(const events::MessageEvent& event) {
    first_.on_message(event);
    second_.on_message(event);
}

void Tee::on_exchange(const events::SessionInfo& session, const events::Exchange& exchange) {
    first_.on_exchange(session, exchange);
    second_.on_exchange(session, exchange);
}

void Tee::on_call(const events::SessionInfo& session, const events::Call& call) {
    first_.on_call(session, call);
    second_.on_call(session, call);
}

void Tee::on_copy(const events::SessionInfo& session, const events::Copy& copy) {
    first_.on_copy(session, copy);
    second_.on_copy(session, copy);
}

void Tee::on_transaction(const events::SessionInfo& session,
                         const events::Transaction& transaction) {
    first_.on_transaction(session, transaction);
    second_.on_transaction(session, transaction);
}

void Tee::on_two_phase(const events::SessionInfo& session, const events::TwoPhaseStep& step) {
    first_.on_two_phase(session, step);
    second_.on_two_phase(session, step);
}

void Tee::on_idle_in_transaction(const events::SessionInfo& session, Nanoseconds idle) {
    first_.on_idle_in_transaction(session, idle);
    second_.on_idle_in_transaction(session, idle);
}

void Tee::on_replication(const events::SessionInfo& session,
                         const events::ReplicationSummary& replication) {
    first_.on_replication(session, replication);
    second_.on_replication(session, replication);
}

void Tee::on_subscription(const events::SessionInfo& session,
                          const events::Subscription& subscription) {
    first_.on_subscription(session, subscription);
    second_.on_subscription(session, subscription);
}

void Tee::on_gap(const events::GapEvent& event) {
    first_.on_gap(event);
    second_.on_gap(event);
}

void Tee::on_malformed(const events::MalformedEvent& event) {
    first_.on_malformed(event);
    second_.on_malformed(event);
}

void Tee::on_session_close(const events::SessionInfo& session, events::SessionEnd end,
                           PacketTime time) {
    first_.on_session_close(session, end, time);
    second_.on_session_close(session, end, time);
}

}  // namespace pgoscope::pipeline
