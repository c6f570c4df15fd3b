#include "analyzer/session/session.h"

#include <algorithm>
#include <utility>

#include "dissectors/dialect_messages.h"
#include "dissectors/v3/tags.h"

namespace pgoscope::session {
namespace {

namespace v3 = dissectors::v3;
using dissectors::MessageName;
using events::SkipReason;

events::SessionEnd session_end(tcp::CloseReason reason, bool terminated) noexcept {
    using events::SessionEnd;
    switch (reason) {
        case tcp::CloseReason::fin:
            return terminated ? SessionEnd::terminated : SessionEnd::closed;
        case tcp::CloseReason::reset:
            return SessionEnd::reset;
        case tcp::CloseReason::port_reused:
            return SessionEnd::port_reused;
        case tcp::CloseReason::evicted:
            return SessionEnd::evicted;
        case tcp::CloseReason::timed_out:
            return SessionEnd::timed_out;
        case tcp::CloseReason::end_of_capture:
            break;
    }
    return SessionEnd::end_of_capture;
}

// flatten here and below: see stats/collector.cpp.
[[gnu::flatten]] v3::Dissection dissect_typed(dissectors::Direction direction, const Frame& frame,
                                              v3::PasswordFamily family) noexcept {
    const auto tag = static_cast<char>(frame.tag);
    const v3::Body body{frame.body, frame.complete};
    return direction == dissectors::Direction::frontend ? v3::dissect_frontend(tag, body, family)
                                                        : v3::dissect_backend(tag, body);
}

}  // namespace

Session::Session(Context& context, const tcp::Connection& connection)
    : context_(context),
      connection_(connection),
      halves_{Half(Direction::frontend, context.options.limits.message_bytes),
              Half(Direction::backend, context.options.limits.message_bytes)} {
    info_.opened = connection.opened;
    info_.client = connection.originator;
    info_.server = connection.responder;
    half(Direction::frontend).framer.expect(Unit::startup_packet);
    if (is_any_port()) return;
    // The port tells the server, whoever spoke first.
    const auto is_server = [&](const Endpoint& endpoint) {
        return std::find(context_.options.ports.begin(), context_.options.ports.end(),
                         endpoint.port) != context_.options.ports.end();
    };
    if (connection.handshake_seen) {
        client_ = tcp::Direction::forward;
    } else if (is_server(connection.originator) != is_server(connection.responder)) {
        client_ =
            is_server(connection.responder) ? tcp::Direction::forward : tcp::Direction::reverse;
        if (*client_ == tcp::Direction::reverse) std::swap(info_.client, info_.server);
    }
    announce();
}

Half& Session::half(Direction direction) noexcept {
    return halves_[direction == Direction::frontend ? 0 : 1];
}

bool Session::is_any_port() const noexcept {
    return context_.options.ports.empty();
}

dissectors::Direction Session::side(tcp::Direction direction) const noexcept {
    return direction == client_.value_or(tcp::Direction::forward) ? Direction::frontend
                                                                  : Direction::backend;
}

void Session::announce() {
    if (announced_) return;
    announced_ = true;
    info_.number = ++context_.sessions;
    context_.sink.on_session_open(info_, info_.opened);
}

void Session::advance(const tcp::Arrival& arrival) noexcept {
    // Each direction runs forward by itself; bytes behind a gap are told after the fact.
    const auto time = std::max(now_.time, arrival.time);
    now_ = arrival;
    now_.time = time;
}

void Session::on_data(tcp::Direction direction, Bytes bytes, const tcp::Arrival& arrival) {
    advance(arrival);
    auto& from = half(side(direction));
    if (from.bytes < from.first_bytes.size() || phase_ == Phase::opening) [[unlikely]] {
        on_first_data(direction, bytes);
        return;
    }
    from.bytes += bytes.size();
    from.position += bytes.size();
    cut(side(direction), bytes);
}

void Session::on_first_data(tcp::Direction direction, Bytes bytes) {
    auto& from = half(side(direction));
    if (from.bytes < from.first_bytes.size())
        std::copy_n(bytes.begin(), std::min(bytes.size(), from.first_bytes.size() - from.bytes),
                    from.first_bytes.begin() + static_cast<std::ptrdiff_t>(from.bytes));
    from.bytes += bytes.size();
    from.position += bytes.size();
    if (phase_ == Phase::opening)
        open(direction, bytes);
    else
        cut(side(direction), bytes);
}

void Session::cut(Direction direction, Bytes bytes) {
    auto& from = half(direction);
    while (!bytes.empty()) {
        if (phase_ > Phase::ready) [[unlikely]] {
            count_opaque(direction, bytes);
            return;
        }
        if (from.loss.cause != Loss::Cause::none) {
            resynchronise(direction, bytes);
            continue;
        }
        if (encryption_asked_ != 0 && begins_tls(direction, bytes)) return;
        if (old_) {
            cut_old(direction, bytes);
            continue;
        }
        Frame frame;
        switch (from.framer.next(bytes, now_.time, frame)) {
            case Step::need_more:
                if (!frame.beyond.empty()) {
                    read_copy_ahead(direction, frame);
                    read_long_sql(direction, frame);
                }
                break;
            case Step::frame:
                handle(direction, frame);
                break;
            case Step::no_frame:
                if (read_as_error(from)) break;
                if (phase_ == Phase::startup && direction == Direction::frontend) {
                    become_not_postgresql();
                    break;
                }
                lose_boundary(direction, {.cause = Loss::Cause::malformed,
                                          .reason = "implausible_header",
                                          .skipped = from.framer.pending(),
                                          .offset = from.framer.offset() - from.framer.discard(),
                                          .length = from.framer.rejected().length,
                                          .tag = static_cast<char>(from.framer.rejected().tag)});
                break;
        }
    }
}

/// A client may send its ClientHello right behind SSLRequest, without waiting for the answer.
bool Session::begins_tls(Direction direction, Bytes bytes) noexcept {
    constexpr std::uint8_t handshake_record = 0x16;
    if (direction != Direction::frontend) return false;
    const bool begins = half(direction).framer.pending() == 0 && bytes.front() == handshake_record;
    if (!begins && encrypted_frontend_bytes_ == 0) return false;
    encrypted_frontend_bytes_ += bytes.size();
    context_.accounting.encrypted_bytes += bytes.size();
    return true;
}

bool Session::read_as_error(Half& from) noexcept {
    if (&from != &half(Direction::backend) || from.framer.rejected().tag != 'E') return false;
    if (from.framer.unit() == Unit::encryption_response) {
        from.framer.expect(Unit::typed);
        return true;
    }
    // A server that does not know 3.0, or could not fork, answers in text without a length.
    if (phase_ == Phase::ready || from.framer.unit() != Unit::typed) return false;
    from.framer.expect(Unit::old_style_error);
    return true;
}

void Session::handle_typed(Direction direction, const Frame& frame) {
    auto dissection = dissect_typed(direction, frame, password_family_);
    if (dialect_ || dissection.malformation != v3::Malformation::none ||
        dissection.name == MessageName::Unknown ||
        dissection.name == MessageName::AuthenticationUnknown ||
        (dissection.name == MessageName::CopyData && !is_past_authentication_)) [[unlikely]] {
        handle_in_dialect(direction, frame, dissection);
        return;
    }
    auto event = event_of(direction, frame, dissection);
    direction == Direction::frontend ? on_frontend(event) : on_backend(event);
    emit_inline(event, frame);
}

void Session::handle_in_dialect(Direction direction, const Frame& frame,
                                v3::Dissection& dissection) {
    const auto in_dialect = dissect_in_dialect(direction, frame, dissection);
    const bool from_client = direction == Direction::frontend;
    auto event = event_of(direction, frame, dissection);
    if (in_dialect) {
        event.dialect = &*in_dialect;
        from_client ? on_dialect_request(event) : on_dialect_reply(event);
    } else {
        from_client ? on_frontend(event) : on_backend(event);
    }
    if (dialect_) follow_tables(event);
    emit(event, frame);
}

events::MessageEvent Session::event_of(Direction direction, const Frame& frame,
                                       const v3::Dissection& dissection) const noexcept {
    return {.session = info_,
            .direction = direction,
            .first_time = frame.first_time,
            .time = now_.time,
            .packet = now_.packet,
            .tag = static_cast<char>(frame.tag),
            .length_bytes = frame.length,
            .missing_bytes = frame.missing,
            .truncated = !frame.complete,
            .dissection = dissection};
}

void Session::emit(MessageEvent& event, const Frame& frame) {
    emit_inline(event, frame);
}

void Session::emit_inline(MessageEvent& event, const Frame& frame) {
    if (event.direction == Direction::frontend) {
        ++info_.totals.frontend_messages;
    } else {
        ++info_.totals.backend_messages;
    }
    if (event.truncated && event.missing_bytes == 0) ++context_.limits_acted.truncated_messages;
    if (!frame.beyond.empty()) read_copy_ahead(event.direction, frame);
    if (copy_ || (event.name() == MessageName::CopyData && !info_.startup_seen)) read_copy(event);
    context_.sink.on_message(event);
    if (event.dissection.malformation != v3::Malformation::none) tell_malformed(event, frame);
    if (!calls_.empty() || !finished_.empty()) flush_endings();
    if (event.statement != nullptr || event.portal != nullptr) answered_.let_go();
    if (copy_) end_copy_behind(event);
    if (settings_.is_ahead() && event.direction == Direction::frontend) [[unlikely]]
        read_ahead();
}

void Session::tell_malformed(const MessageEvent& event, const Frame& frame) {
    ++info_.totals.malformed;
    context_.sink.on_malformed({.session = info_,
                                .direction = event.direction,
                                .time = event.time,
                                .packet = event.packet,
                                .reason = to_string(event.dissection.malformation),
                                .tag = event.tag,
                                .length_bytes = event.length_bytes,
                                .offset = frame.offset,
                                .skipped_bytes = 0});
}

[[gnu::flatten]] void Session::flush_endings() {
    for (const auto& call : calls_)
        context_.sink.on_call(info_, call);
    calls_.clear();
    for (const auto& copy : copies_)
        context_.sink.on_copy(info_, copy);
    copies_.clear();
    for (const auto number : finished_)
        if (const auto* open = exchanges_.find(number))
            context_.sink.on_exchange(info_, open->exchange);
    finished_.clear();
}

/// Bytes whose content cannot be told.
void Session::count_opaque(Direction direction, Bytes bytes) {
    if (phase_ == Phase::encrypted)
        count_encrypted(direction, bytes);
    else
        context_.accounting.skip(
            phase_ == Phase::compressed ? SkipReason::compressed : SkipReason::not_postgresql,
            bytes.size());
}

void Session::count_encrypted(Direction direction, Bytes bytes) {
    context_.accounting.encrypted_bytes += bytes.size();
    if (direction == Direction::frontend) {
        // TLS begins with a handshake record; anything else was injected in clear.
        if (encrypted_frontend_bytes_ == 0 && info_.encryption == events::Encryption::tls &&
            bytes[0] != 0x16)
            info_.cleartext_injection = events::CleartextInjection::frontend;
        encrypted_frontend_bytes_ += bytes.size();
    } else if (encrypted_frontend_bytes_ == 0 &&
               now_.acknowledged <= half(Direction::frontend).position) {
        // The server has nothing to say before the ClientHello or the first token of GSSAPI, which
        // it acknowledges even where the capture has lost it.
        info_.cleartext_injection = events::CleartextInjection::backend;
    }
}

void Session::on_cancel_request(PacketTime time) noexcept {
    ++info_.cancel_requests;
    cancel_requested_ = time;
}

void Session::bring_info_up_to_date() {
    info_.totals.frontend_bytes = half(Direction::frontend).bytes;
    info_.totals.backend_bytes = half(Direction::backend).bytes;
    info_.totals.exchanges = exchanges_.begun();
    info_.handshake_round_trip = connection_.handshake_round_trip;
}

void Session::on_close(tcp::CloseReason reason, PacketTime time) {
    now_.time = time;
    drop_held();
    for (const auto direction : {Direction::frontend, Direction::backend}) {
        auto& from = half(direction);
        context_.accounting.skip(
            phase_ == Phase::startup && info_.recognition != events::Recognition::postgresql
                ? SkipReason::undecided
                : SkipReason::incomplete_message,
            from.framer.discard() + (old_ ? old_->framer(direction).discard() : 0));
        report_loss(direction);
    }
    if (info_.is_cancel) {
        if (auto* open = exchanges_.find(startup_exchange_); open != nullptr && !open->finished)
            finish(*open, events::ExchangeOutcome::completed, time);
    }
    end_stream(reason);
    end_copy();
    abandon(expected_.size());
    if (reason == tcp::CloseReason::fin || reason == tcp::CloseReason::reset)
        end_transaction_with_session();
    else
        end_idle_in_transaction(time);  // at least until here
    if (dialect_) end_subscriptions();
    flush_endings();
    if (has_cancel_token_) context_.cancel_keys.remove(cancel_token_, *this);
    name_other_protocol();
    note_left_when_refused(reason);
    info_.closed = time;
    bring_info_up_to_date();
    if (announced_) context_.sink.on_session_close(info_, session_end(reason, terminated_), time);
}

}  // namespace pgoscope::session
