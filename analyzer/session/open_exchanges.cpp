#include "analyzer/session/open_exchanges.h"

#include <memory>
#include <utility>

namespace pgoscope::session {

OpenExchange& OpenExchanges::begin(events::ExchangeKind kind, PacketTime time,
                                   std::uint64_t packet) {
    auto& open = open_.push_back();
    // The vector keeps its memory for the next Query.
    auto statements = std::move(open.statements);
    statements.clear();
    std::destroy_at(&open);
    std::construct_at(&open);
    open.statements = std::move(statements);
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
