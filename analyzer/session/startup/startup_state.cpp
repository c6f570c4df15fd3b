#include <algorithm>
#include <utility>

#include "analyzer/session/session.h"
#include "analyzer/session/startup/kept_value.h"
#include "dissectors/tls/client_hello.h"

/// From the first packet to the first ReadyForQuery.
namespace pgoscope::session {
namespace {

namespace v3 = dissectors::v3;
using dissectors::MessageName;
using events::ExchangeKind;
using events::ExchangeOutcome;

std::string_view method_name(const v3::Authentication& request) noexcept {
    switch (request.code) {
        case 1:
        case 2:
            return "kerberos";
        case 3:
            return "password";
        case 4:
            return "crypt";
        case 5:
            return "md5";
        case 6:
            return "scm";
        case 7:
            return "gss";
        case 9:
            return "sspi";
        default:
            return {};
    }
}

}  // namespace

void Session::handle_untyped(Direction direction, const Frame& frame) {
    if (frame.unit == Unit::startup_packet && !is_believed(frame)) {
        const auto size = frame.length - frame.missing;
        context_.accounting.dissected_bytes -= size;
        context_.accounting.skip(events::SkipReason::not_postgresql, size);
        become_not_postgresql();
        return;
    }
    v3::Dissection dissection;
    if (frame.unit == Unit::startup_packet && is_old_startup(frame.body)) {
        handle_old_startup(frame);
        return;
    }
    if (frame.unit == Unit::startup_packet) {
        dissection = v3::dissect_startup({frame.body, frame.complete});
    } else if (frame.unit == Unit::old_style_error) {
        dissection = v3::dissect_old_style_error(frame.body);
    } else {
        dissection.name =
            encryption_asked_ == 'G' ? MessageName::GSSENCResponse : MessageName::SSLResponse;
        dissection.message = v3::EncryptionResponse{static_cast<char>(frame.tag)};
    }
    MessageEvent event{.session = info_,
                       .direction = direction,
                       .first_time = frame.first_time,
                       .time = now_.time,
                       .packet = now_.packet,
                       .tag = frame.unit == Unit::old_style_error ? 'E' : '\0',
                       .length_bytes = frame.length,
                       .missing_bytes = frame.missing,
                       .truncated = !frame.complete,
                       .dissection = dissection};
    if (frame.unit == Unit::startup_packet) {
        recognised();
        on_startup_packet(event);
    } else if (frame.unit == Unit::encryption_response) {
        on_encryption_response(event, static_cast<char>(frame.tag));
    } else {
        half(Direction::backend).framer.expect(Unit::typed);
        recognised();
        on_backend(event);
    }
    emit(event, frame);
}

OpenExchange& Session::startup_exchange(const MessageEvent& event) {
    if (auto* open = exchanges_.find(startup_exchange_)) return *open;
    auto& open = begin_exchange(ExchangeKind::startup, event);
    startup_exchange_ = open.exchange.number;
    return open;
}

void Session::on_startup_packet(MessageEvent& event) {
    if (encryption_asked_ != 0) sent_behind_request_ = true;
    if (const auto* startup = event.as<v3::StartupMessage>())
        on_startup_message(event, *startup);
    else if (const auto* cancel = event.as<v3::CancelRequest>())
        on_cancel(event, *cancel);
    else
        on_encryption_request(event, event.name() == MessageName::SSLRequest ? 'S' : 'G');
}

void Session::on_encryption_request(MessageEvent& event, char kind) {
    join(startup_exchange(event), event);
    encryption_asked_ = kind;
    sent_behind_request_ = false;
    half(Direction::backend).framer.expect(Unit::encryption_response);
}

void Session::begin_authentication(MessageEvent& event) {
    auto& open = startup_exchange(event);
    join(open, event);
    open.sealed = true;
    (void)expect(Kind::startup, &open);
    phase_ = Phase::authenticating;
    half(Direction::frontend).framer.expect(Unit::typed);
    info_.startup_seen = true;
}

void Session::on_startup_message(MessageEvent& event, const v3::StartupMessage& startup) {
    begin_authentication(event);
    info_.requested_version = {startup.major, startup.minor};
    info_.version = info_.requested_version;
    for (const auto& [name, value] : startup.parameters) {
        if (name == "user") info_.user = kept_value(value);
        if (name == "database") info_.database = kept_value(value);
        if (name == "application_name") info_.application_name = kept_value(value);
        if (name == "replication") info_.replication = kept_value(value);
        if (name == "compression") compression_asked_ = true;
        marks_.startup_parameter(name, value);
    }
    learn_server_kind();
    if (info_.database.empty()) info_.database = info_.user;
}

void Session::on_cancel(MessageEvent& event, const v3::CancelRequest& cancel) {
    auto& open = startup_exchange(event);
    open.exchange.kind = ExchangeKind::cancel;
    join(open, event);
    open.sealed = true;
    info_.is_cancel = true;
    if (auto* victim =
            context_.cancel_keys.find(CancelKeys::token(cancel.process_id, cancel.secret_key))) {
        // Nothing in the request tells a process from the first half of a secret that is still good
        // for another cancel: only the session that was given the key does.
        info_.process_id = victim->info().process_id;
        info_.cancels_session = victim->info().number;
        victim->on_cancel_request(event.time);
    }
}

void Session::on_encryption_response(MessageEvent& event, char answer) {
    auto& open = startup_exchange(event);
    count_reply(open, event);
    half(Direction::backend).framer.expect(Unit::typed);
    const auto asked = std::exchange(encryption_asked_, '\0') == 'G' ? events::Encryption::gss
                                                                     : events::Encryption::tls;
    if (answer == 'N') {
        info_.encryption_refused = true;
        info_.last_refused = asked;
        encrypted_frontend_bytes_ = 0;
        return;
    }
    if (sent_behind_request_) info_.cleartext_injection = events::CleartextInjection::frontend;
    event.completes_exchange = true;
    finish(open, ExchangeOutcome::completed, event.time);
    encrypt(answer == 'G' ? events::Encryption::gss : events::Encryption::tls);
}

void Session::encrypt(events::Encryption encryption) {
    info_.encryption = encryption;
    phase_ = Phase::encrypted;
    abandon(expected_.size());
    for (auto& each : halves_)
        context_.accounting.skip(events::SkipReason::incomplete_message, each.framer.discard());
}

/// Before the first ReadyForQuery an error ends the session. Where the capture lacks the beginning
/// and no request was seen either, a session that ends for want of authorization was at its start.
void Session::note_refusal(std::string_view sqlstate, bool ends_session) {
    // Where there is no ReadyForQuery, what comes before the first request may be of the start.
    const bool asked =
        old_ && !old_->has_ready() ? exchanges_.begun() > 1 : is_past_authentication_;
    const bool starting = phase_ == Phase::startup || phase_ == Phase::authenticating ||
                          (old_ && !old_->has_ready() && info_.startup_seen);
    const bool of_login = ends_session && sqlstate.starts_with("28");
    if (asked || (!starting && !of_login)) return;
    info_.never_opened = true;
    info_.refusal = sqlstate;
}

/// Those who go on without encryption have sent a StartupMessage.
void Session::note_left_when_refused(tcp::CloseReason reason) noexcept {
    const bool ended = reason == tcp::CloseReason::fin || reason == tcp::CloseReason::reset;
    if (ended && phase_ == Phase::startup && encryption_asked_ == 0 && !info_.is_cancel &&
        info_.last_refused != events::Encryption::none && info_.totals.gaps == 0)
        info_.never_opened = true;
}

void Session::on_client_hello(const Frame& frame) {
    if (dissectors::tls::offers_postgresql(frame.body)) {
        recognised();
        encrypt(events::Encryption::direct_tls);
        encrypted_frontend_bytes_ = frame.length;
        context_.accounting.encrypted_bytes += frame.length - frame.missing;
        return;
    }
    become_not_postgresql();
    context_.accounting.skip(events::SkipReason::not_postgresql, frame.length - frame.missing);
}

void Session::on_authentication(const v3::Authentication& request) {
    password_family_ = v3::password_family(request.code);
    if (request.code != 0) {
        if (const auto method = method_name(request); !method.empty())
            info_.authentication = method;
        return;
    }
    if (info_.authentication.empty() && info_.startup_seen) info_.authentication = "trust";
    if (const auto* open = exchanges_.find(startup_exchange_))
        info_.authentication_time = now_.time - open->exchange.request_first;
}

void Session::on_parameter_status(const v3::ParameterStatus& status) {
    if (status.name == "server_version")
        info_.server_version = kept_value(status.value);
    else if (status.name == "application_name")
        info_.application_name = kept_value(status.value);
    settings_.on_parameter_status(status.name, status.value);
    learn_reading();
    if (last_ready_) return;
    marks_.parameter_status(status.name, status.value);
    learn_server_kind();
    if (dialect_ && status.name == "server_protocol_version")
        dialect_->extended_rows = status.value != "0";
}

/// Again whenever the kind of the server is learned, which the marks behind the key may change.
void Session::learn_process_id() {
    if (!key_first_word_) return;
    // Only PostgreSQL answers to protocols before 3.0.
    const auto kind = old_ ? dissectors::ServerKind::postgresql : server_kind_;
    info_.process_id.reset();
    if (dissectors::is_process_id(kind, *key_first_word_)) info_.process_id = key_first_word_;
}

void Session::on_startup_reply(MessageEvent& event) {
    if (const auto* request = event.as<v3::Authentication>()) {
        on_authentication(*request);
    } else if (const auto* key = event.as<v3::BackendKeyData>()) {
        key_first_word_ = key->process_id;
        marks_.backend_key(key->secret_key);
        learn_server_kind();
        learn_process_id();
        cancel_token_ = CancelKeys::token(key->process_id, key->secret_key);
        has_cancel_token_ = true;
        context_.cancel_keys.add(cancel_token_, *this);
    } else if (const auto* negotiate = event.as<v3::NegotiateProtocolVersion>()) {
        const events::ProtocolVersion offered{negotiate->major, negotiate->minor};
        if (info_.version) info_.version = std::min(*info_.version, offered);
    }
}

}  // namespace pgoscope::session
