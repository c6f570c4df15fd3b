#include "analyzer/session/conversation/exchanges.h"

#include <cstddef>
#include <memory>
#include <utility>

namespace pgoscope::session {

void OpenExchange::clear() noexcept {
    constexpr std::size_t most_kept = 64;
    if (statements.capacity() > most_kept) statements = {};
    auto memory = std::move(statements);
    memory.clear();
    std::destroy_at(this);
    std::construct_at(this);
    statements = std::move(memory);
}

OpenExchange& OpenExchanges::begin(events::ExchangeKind kind, PacketTime time,
                                   std::uint64_t packet) {
    auto& open = open_.push_back();  // as it was left: clear
    open.exchange.number = ++begun_;
    open.exchange.kind = kind;
    open.exchange.request_first = time;
    open.exchange.request_last = time;
    open.exchange.first_packet = packet;
    open.exchange.last_packet = packet;
    return open;
}

OpenExchange* OpenExchanges::newest() noexcept {
    return open_.empty() ? nullptr : &open_.back();
}

}  // namespace pgoscope::session
