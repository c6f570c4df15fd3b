#include <algorithm>
#include <utility>

#include "analyzer/session/framing/boundary.h"
#include "analyzer/session/session.h"
#include "analyzer/session/startup/other_protocol.h"
#include "dissectors/byte_reader.h"
#include "dissectors/gss/packets.h"
#include "dissectors/tls/client_hello.h"

/// Which protocol a connection speaks and which side of it is the client.
namespace pgoscope::session {
namespace {

using events::Recognition;
using events::SkipReason;

constexpr std::uint8_t tls_handshake = 0x16;

std::size_t index(tcp::Direction direction) noexcept {
    return direction == tcp::Direction::forward ? 0 : 1;
}

/// Whether the bytes are the first packet of a session: its client sends no more before the answer.
bool are_startup_packet(Bytes bytes) noexcept {
    ByteReader reader(bytes);
    const auto length = reader.u32();
    const auto code = reader.u32();
    return reader.ok() && length == bytes.size() && plausible_startup(length, code);
}

}  // namespace

void Session::open(tcp::Direction direction, Bytes bytes) {
    const auto lacks_bytes = [](const Half& half) { return half.position > half.bytes; };
    if (!connection_.handshake_seen || direction != tcp::Direction::forward ||
        std::any_of(halves_.begin(), halves_.end(), lacks_bytes)) {
        open_from_middle(direction, bytes);
        return;
    }
    client_ = tcp::Direction::forward;
    phase_ = Phase::startup;
    if (bytes[0] == tls_handshake)
        half(Direction::frontend).framer.expect(Unit::client_hello);
    else if (bytes[0] != 0)  // no start-up packet is as long as that
        become_not_postgresql();
    cut(Direction::frontend, bytes);
}

void Session::open_from_middle(tcp::Direction direction, Bytes bytes) {
    if (!client_ && !is_any_port() && dissectors::tls::looks_like_records(bytes))
        client_ = tcp::Direction::forward;
    if (!client_ && are_startup_packet(bytes)) {
        drop_held();
        take_as_client(direction);
    }
    const bool as_frontend = begins_at_boundary(Direction::frontend, bytes);
    const bool as_backend = begins_at_boundary(Direction::backend, bytes);
    auto& heard = heard_[index(direction)];
    const auto before = heard;
    heard.reset();
    if (as_frontend != as_backend) heard = as_frontend ? Direction::frontend : Direction::backend;
    const auto other = heard_[index(tcp::opposite(direction))];
    // On any port both directions must sound right; on a PostgreSQL port one is enough.
    const bool told = is_any_port() ? heard && other && *heard != *other : heard.has_value();
    if (!client_ && told) {
        take_as_client(*heard == Direction::frontend ? direction : tcp::opposite(direction));
    } else if (!client_) {
        if (direction != held_.direction() || heard != before) drop_held();
        if (heard)
            hold(direction, bytes);
        else
            context_.accounting.skip(SkipReason::undecided, bytes.size());
        return;
    }
    phase_ = Phase::ready;
    for (auto& each : halves_) {
        each.framer.expect(Unit::typed);
        each.loss.cause = Loss::Cause::beginning;
    }
    hear_held();
    cut(side(direction), bytes);
}

/// Of a request only the whole is of use: what passes a limit is dropped with what went before.
void Session::hold(tcp::Direction direction, Bytes bytes) {
    if (held_.add(direction, bytes, now_, context_.undecided,
                  context_.options.limits.message_bytes))
        return;
    ++context_.limits_acted.undecided_bytes;
    drop_held();
    context_.accounting.skip(SkipReason::undecided, bytes.size());
}

void Session::hear_held() {
    const auto now = now_;
    const auto direction = side(held_.direction());
    auto& from = half(direction);
    const auto position = from.position;
    from.position -= held_.size();
    for (const auto& held : held_.take()) {
        now_ = held.arrival;
        from.position += held.bytes.size();
        cut(direction, held.bytes);
    }
    now_ = now;
    from.position = position;
}

void Session::drop_held() {
    context_.accounting.skip(SkipReason::undecided, held_.size());
    (void)held_.take();
}

/// On any port a start-up packet has to be right to its last byte. Others begin with their length
/// too, and a small number behind it: Kafka's request for metadata has that of protocol 3.
bool Session::is_believed(const Frame& startup_packet) const noexcept {
    if (!is_any_port() || info_.recognition == Recognition::postgresql ||
        !startup_packet.complete || is_old_startup(startup_packet.body))
        return true;
    return dissectors::v3::dissect_startup({startup_packet.body, true}).malformation ==
           dissectors::v3::Malformation::none;
}

/// A client that begins its session behind what the capture lacks: the handshake, a request to
/// encrypt.
bool Session::begin_at_startup_packet(Bytes bytes) {
    auto& from = half(Direction::frontend);
    if (from.loss.cause != Loss::Cause::beginning || phase_ != Phase::ready || last_ready_ ||
        !are_startup_packet(bytes))
        return false;
    for (auto& each : halves_)
        if (each.loss.cause == Loss::Cause::beginning) each.loss = {};
    from.framer.expect(Unit::startup_packet);
    phase_ = Phase::startup;
    return true;
}

/// Where no message was seen, only the port says that it is PostgreSQL that is encrypted. Bytes
/// passed over so far are a part of it.
bool Session::begin_encrypted_from_middle(Bytes bytes) {
    if (is_any_port() || phase_ != Phase::ready || old_ ||
        info_.totals.frontend_messages + info_.totals.backend_messages > 0)
        return false;
    if (dissectors::tls::looks_like_records(bytes))
        info_.encryption = events::Encryption::tls;
    else if (dissectors::gss::looks_like_packets(bytes))
        info_.encryption = events::Encryption::gss;
    else
        return false;
    for (const auto each : {Direction::frontend, Direction::backend}) {
        context_.accounting.passed_was_encrypted(std::exchange(half(each).loss.skipped, 0));
        report_loss(each);
    }
    encrypted_frontend_bytes_ = 1;  // nothing was injected before what the capture lacks
    encrypt(info_.encryption);
    return true;
}

/// Until now the originator was taken for it.
void Session::take_as_client(tcp::Direction direction) {
    client_ = direction;
    if (direction == tcp::Direction::forward) return;
    info_.client = connection_.responder;
    info_.server = connection_.originator;
    std::swap(halves_[0].bytes, halves_[1].bytes);
    std::swap(halves_[0].position, halves_[1].position);
    std::swap(halves_[0].first_bytes, halves_[1].first_bytes);
}

void Session::recognised() {
    info_.recognition = Recognition::postgresql;
    announce();
}

void Session::become_not_postgresql() {
    phase_ = Phase::not_postgresql;
    info_.recognition = Recognition::not_postgresql;
    for (auto& each : halves_)
        context_.accounting.skip(SkipReason::not_postgresql, each.framer.discard());
}

void Session::name_other_protocol() {
    if (info_.recognition == Recognition::postgresql || phase_ == Phase::encrypted) return;
    const auto beginning = [](const Half& half) {
        return Bytes(half.first_bytes)
            .first(static_cast<std::size_t>(
                std::min<std::uint64_t>(half.bytes, half.first_bytes.size())));
    };
    info_.other_protocol = name_protocol(beginning(halves_[0]), beginning(halves_[1]));
    // PostgreSQL shows a message boundary sooner than that, wherever a capture begins.
    constexpr std::uint64_t enough_to_tell = 4096;
    if (!info_.other_protocol.empty() || halves_[0].bytes + halves_[1].bytes >= enough_to_tell)
        info_.recognition = Recognition::not_postgresql;
}

}  // namespace pgoscope::session
