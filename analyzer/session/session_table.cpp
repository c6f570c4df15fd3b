#include "analyzer/session/session_table.h"

#include <utility>

#include "analyzer/session/session.h"

namespace pgoscope::session {

SessionTable::SessionTable(Options options, sql::StatementCatalogue& catalogue, events::Sink& sink)
    : context_(new Context{.options = std::move(options), .catalogue = catalogue, .sink = sink}) {}

SessionTable::~SessionTable() = default;

void SessionTable::on_open(const tcp::Connection& connection) {
    if (connection.slot >= sessions_.size()) sessions_.resize(std::size_t{connection.slot} + 1);
    sessions_[connection.slot] = std::make_unique<Session>(*context_, connection);
}

void SessionTable::on_data(const tcp::Connection& connection, tcp::Direction direction, Bytes bytes,
                           const tcp::Arrival& arrival) {
    sessions_[connection.slot]->on_data(direction, bytes, arrival);
}

void SessionTable::on_gap(const tcp::Connection& connection, tcp::Direction direction, tcp::Gap gap,
                          const tcp::Arrival& arrival) {
    sessions_[connection.slot]->on_gap(direction, gap, arrival);
}

void SessionTable::on_close(const tcp::Connection& connection, tcp::CloseReason reason,
                            PacketTime time) {
    sessions_[connection.slot]->on_close(reason, time);
    sessions_[connection.slot].reset();
}

void SessionTable::bring_up_to_date() {
    for (const auto& session : sessions_)
        if (session != nullptr) session->bring_info_up_to_date();
}

void SessionTable::append_open(std::vector<events::OpenSession>& sessions) const {
    for (const auto& session : sessions_)
        if (session != nullptr && session->announced())
            sessions.push_back({&session->info(), session->replication()});
}

void SessionTable::open_converters() {
    context_->converters.open_all();
}

const events::Accounting& SessionTable::accounting() const noexcept {
    return context_->accounting;
}

std::vector<events::PreparedTransaction> SessionTable::prepared_transactions() const {
    return context_->prepared_transactions.open();
}

const LimitCounters& SessionTable::limit_counters() const noexcept {
    return context_->limits_acted;
}

std::uint64_t SessionTable::sessions() const noexcept {
    return context_->sessions;
}

}  // namespace pgoscope::session
