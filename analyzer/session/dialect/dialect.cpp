#include "analyzer/session/dialect/dialect.h"

#include <algorithm>

#include "analyzer/session/session.h"
#include "analyzer/sql/statement.h"
#include "dissectors/copy/format.h"
#include "dissectors/dialect_messages.h"
#include "dissectors/hyper/values.h"

/// Which system the server is, and the messages that it has beyond protocol 3.0.
namespace pgoscope::session {
namespace {

namespace v3 = dissectors::v3;
namespace greenplum = dissectors::greenplum;
namespace redshift = dissectors::redshift;
namespace vibesql = dissectors::vibesql;
using dissectors::DialectDissection;
using dissectors::Direction;
using dissectors::MessageName;
using dissectors::ServerKind;
using events::ExchangeKind;
using events::ExchangeOutcome;

bool asks_for_more(ServerKind kind) noexcept {
    switch (kind) {
        case ServerKind::vibesql:
        case ServerKind::redshift:
        case ServerKind::greenplum:
        case ServerKind::yugabytedb:
        case ServerKind::odyssey:
        case ServerKind::hyper:
            return true;
        default:
            return false;
    }
}

bool is_well_formed(ServerKind kind, Direction direction, const Frame& frame) noexcept {
    return dissectors::dissect_dialect(kind, direction, frame.tag, {frame.body, frame.complete})
               .malformation == v3::Malformation::none;
}

std::uint32_t authentication_code(const v3::Dissection& plain) noexcept {
    const auto* request = std::get_if<v3::Authentication>(&plain.message);
    return request == nullptr ? 0 : request->code;
}

}  // namespace

void Session::learn_server_kind() {
    const auto kind = marks_.kind();
    if (kind == server_kind_) return;
    // Without the start-up a parameter may be one that the client has just set, and any server
    // tells those.
    if (kind == ServerKind::postgresql && !info_.startup_seen && info_.server_version.empty())
        return;
    server_kind_ = kind;
    info_.server_kind = dissectors::to_string(kind);
    learn_process_id();
    dialect_.reset();
    if (asks_for_more(kind)) dialect_ = std::make_unique<Dialect>(Dialect{.kind = kind});
    for (auto& each : halves_)
        each.framer.speak(kind);
}

/// Whether CopyData is the answer to a request for a digest, which may not be in the capture: a
/// secret, so that in doubt it is one.
bool Session::answers_digest(const Frame& frame) const noexcept {
    if (frame.tag != 'd' || is_past_authentication_ || copying_ != 0) return false;
    if (info_.startup_seen) return true;  // nobody copies before the first request
    // A SHA-256 and the client's nonce, and nothing else: hardly a piece of a COPY under way.
    constexpr std::uint32_t shortest_digest = 16;
    constexpr std::uint32_t longest = 64;
    const auto made = dissectors::dissect_dialect(ServerKind::redshift, Direction::frontend,
                                                  frame.tag, {frame.body, frame.complete});
    const auto* answer = std::get_if<redshift::DigestResponse>(&made.message);
    return made.malformation == v3::Malformation::none && answer != nullptr &&
           answer->digest_length >= shortest_digest && answer->digest_length <= longest &&
           answer->client_nonce_length <= longest;
}

/// From a message that protocol 3.0 does not have or not in this form, in a session that is not
/// known to speak any dialect.
void Session::recognise_dialect(Direction direction, const Frame& frame,
                                const v3::Dissection& plain) {
    const auto fits = [&](ServerKind kind) { return is_well_formed(kind, direction, frame); };
    const bool may_be_another =
        server_kind_ == ServerKind::unknown || server_kind_ == ServerKind::postgresql;
    const auto by_tag = dissectors::kind_of_tag(direction, frame.tag);
    if (plain.name == MessageName::AuthenticationUnknown)
        marks_.authentication(authentication_code(plain));
    else if (direction == Direction::frontend && may_be_another && answers_digest(frame))
        marks_.proven(ServerKind::redshift);
    else if (may_be_another && by_tag != ServerKind::unknown && fits(by_tag))
        marks_.proven(by_tag);
    else if (phase_ == Phase::authenticating && compression_asked_ && fits(ServerKind::odyssey))
        marks_.proven(ServerKind::odyssey);
    learn_server_kind();
}

/// By its own format in rows and in COPY, where the start-up was not seen: it has no message of its
/// own.
void Session::recognise_hyper(const MessageEvent& event) {
    constexpr auto hyper_binary = dissectors::hyper::format_code;
    const auto has_its_format = [&] {
        if (const auto* rows = event.as<v3::RowDescription>())
            for (const auto& column : rows->columns)
                if (column.format == hyper_binary) return true;
        if (const auto* copy = event.as<v3::CopyResponse>())
            for (std::size_t i = 0; i < copy->column_formats.bytes().size() / 2; ++i)
                if (copy->column_formats.code(i) == hyper_binary) return true;
        if (const auto* bind = event.as<v3::Bind>())
            return bind->result_formats.bytes().size() >= 2 &&
                   bind->result_formats.code(0) == hyper_binary;
        const auto* data = event.as<v3::CopyData>();
        return data != nullptr && dissectors::copy::format_of_data(data->data) ==
                                      dissectors::copy::Format::hyper_binary;
    };
    if (!has_its_format()) return;
    marks_.proven(ServerKind::hyper);
    learn_server_kind();
}

/// Only what the server's own function says of the server is believed, no text in other rows.
bool Session::answers_version(const ExpectedReply& head, const OpenExchange& open) {
    const auto* statement =
        head.kind == Kind::query ? result_statement(open) : open.exchange.statement;
    return statement != nullptr && (statement->text == "select version()" ||
                                    statement->text == "select pg_catalog.version()");
}

/// Greenplum tells its clients in no other way what it is.
void Session::read_version(const MessageEvent& event, const ExpectedReply& head,
                           const OpenExchange& open) {
    const auto* row = event.as<v3::DataRow>();
    if (row == nullptr || !answers_version(head, open)) return;
    version_described_ = false;
    for (const auto& value : row->columns)
        marks_.version_text(as_text(value.bytes));
    learn_server_kind();
}

bool Session::means_its_own(Direction direction, const Frame& frame,
                            const v3::Dissection& plain) const {
    if (plain.name == MessageName::Unknown) return true;
    if (dialect_->kind != ServerKind::redshift) return false;
    if (direction == Direction::frontend) return answers_digest(frame);
    if (frame.tag == 'T')  // what the server said of it may not be in the capture
        return dialect_->extended_rows || (plain.malformation != v3::Malformation::none &&
                                           is_well_formed(dialect_->kind, direction, frame));
    const auto code = authentication_code(plain);
    return code == redshift::authentication_code::digest ||
           code == redshift::authentication_code::idp;
}

std::optional<DialectDissection> Session::dissect_in_dialect(Direction direction,
                                                             const Frame& frame,
                                                             v3::Dissection& dissection) {
    if (!dialect_) recognise_dialect(direction, frame, dissection);
    if (!dialect_ || !means_its_own(direction, frame, dissection)) return std::nullopt;
    auto made = dissectors::dissect_dialect(dialect_->kind, direction, frame.tag,
                                            {frame.body, frame.complete});
    if (made.name == MessageName::Unknown) return std::nullopt;
    // What 3.0 read in it may be a secret, and means nothing.
    dissection = {made.name, made.malformation, made.offset, v3::Unknown{}};
    if (const auto* error = std::get_if<vibesql::SubscriptionError>(&made.message))
        dissection.message = v3::ErrorFields{.fields = {}, .old_style = error->message};
    return made;
}

/// Of Hyper, whose COPY data only the tables before it explain.
void Session::follow_tables(const MessageEvent& event) {
    if (server_kind_ != ServerKind::hyper) return;
    auto& tables = dialect_->tables;
    if (const auto* query = event.as<v3::Query>())
        tables.on_sql(query->query);
    else if (const auto* parse = event.as<v3::Parse>())
        tables.on_sql(parse->query);
    else if (const auto* complete = event.as<v3::CommandComplete>())
        tables.on_complete(complete->tag);
    else if (event.name() == MessageName::ErrorResponse)
        tables.on_error();
    else if (event.name() == MessageName::ReadyForQuery)
        tables.on_ready(info_.transaction == events::TransactionStatus::idle);
}

void Session::on_dialect_request(MessageEvent& event) {
    const auto& message = event.dialect->message;
    if (event.name() == MessageName::RedshiftDigestResponse ||
        event.name() == MessageName::RedshiftIdpResponse) {
        if (auto* open = exchanges_.find(startup_exchange_)) join(*open, event);
        return;
    }
    if (const auto* gone = std::get_if<vibesql::Unsubscribe>(&message)) {
        on_unsubscribe(event, gone->id);
    } else if (const auto* pause = std::get_if<vibesql::SubscriptionPause>(&message)) {
        if (auto* paused = dialect_->subscriptions.find(pause->id)) ++paused->told.pauses;
    } else if (event.name() != MessageName::SubscriptionResume) {
        before_request(event);
        if (const auto* subscribe = std::get_if<vibesql::Subscribe>(&message))
            on_subscribe(event, *subscribe);
        else if (const auto* dispatch = std::get_if<greenplum::Dispatch>(&message))
            on_query(event, {.query = dispatch->query});
        else
            on_internal_request(event);
    }
}

void Session::on_internal_request(MessageEvent& event) {
    auto& open = begin_exchange(ExchangeKind::internal, event);
    join(open, event);
    open.sealed = true;
    (void)expect(Kind::internal, &open);
}

void Session::on_dialect_reply(MessageEvent& event) {
    backend_is_ready_ = false;
    switch (event.name()) {
        case MessageName::AuthenticationDigest:
        case MessageName::AuthenticationIdP:
            info_.authentication =
                event.name() == MessageName::AuthenticationDigest ? "digest" : "idp";
            on_reply(event);
            return;
        case MessageName::RowDescription:
            on_reply(event);
            return;
        case MessageName::SubscriptionData:
        case MessageName::SubscriptionPartialData:
            on_subscription_data(event);
            return;
        case MessageName::SubscriptionError:
            on_subscription_error(event,
                                  std::get<vibesql::SubscriptionError>(event.dialect->message));
            quotable_.judge(context_, event, expected_, copy_.get());
            return;
        case MessageName::SubscriptionAck:
            on_subscription_ack(event, std::get<vibesql::SubscriptionAck>(event.dialect->message));
            return;
        case MessageName::CompressionAck:
            on_compression(event);
            return;
        default:
            count_aside(event);
    }
}

void Session::on_compression(MessageEvent& event) {
    if (auto* open = exchanges_.find(startup_exchange_)) {
        count_reply(*open, event);
        event.completes_exchange = true;
        finish(*open, ExchangeOutcome::completed, event.time);
    }
    phase_ = Phase::compressed;
    abandon(expected_.size());
    for (auto& each : halves_)
        context_.accounting.skip(events::SkipReason::compressed, each.framer.discard());
}

}  // namespace pgoscope::session
