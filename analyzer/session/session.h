#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "analyzer/events/sink.h"
#include "analyzer/session/context.h"
#include "analyzer/session/conversation/exchanges.h"
#include "analyzer/session/conversation/prepared_statements.h"
#include "analyzer/session/conversation/request_queue.h"
#include "analyzer/session/conversation/transaction_tracker.h"
#include "analyzer/session/copy/copy_contents.h"
#include "analyzer/session/copy/described_columns.h"
#include "analyzer/session/dialect/dialect.h"
#include "analyzer/session/framing/direction_stream.h"
#include "analyzer/session/redaction/quotable.h"
#include "analyzer/session/replication/created_slot.h"
#include "analyzer/session/sql_text/body_converter.h"
#include "analyzer/session/sql_text/long_sql.h"
#include "analyzer/session/sql_text/sql_settings.h"
#include "analyzer/session/startup/held_bytes.h"
#include "analyzer/session/startup/phase.h"
#include "analyzer/session/v2/protocol.h"
#include "analyzer/tcp/stream_handler.h"

namespace pgoscope::session {

/// One connection as a PostgreSQL conversation: cuts each direction into messages, keeps the phase,
/// finds which reply answers which request, and tells the sink.
///
/// The implementation lies in the room of its topic: session.cpp (bytes, messages, close), framing
/// (gaps), startup (which protocol, which side is the client, up to the first ReadyForQuery),
/// conversation (requests, replies, how they end, names, cursors, two phases), copy_streams.cpp
/// (what CopyData carries), sql_text (how the server reads text), dialect (beyond protocol 3.0), v2
/// (before it).
class Session {
  public:
    Session(Context& context, const tcp::Connection& connection);

    [[gnu::hot]] void on_data(tcp::Direction direction, Bytes bytes, const tcp::Arrival& arrival);
    void on_gap(tcp::Direction direction, tcp::Gap gap, const tcp::Arrival& arrival);
    void on_close(tcp::CloseReason reason, PacketTime time);

    /// A CancelRequest with this session's key was seen.
    void on_cancel_request(PacketTime time) noexcept;
    [[nodiscard]] const events::SessionInfo& info() const noexcept { return info_; }
    /// Puts into it what is counted elsewhere until the close.
    void bring_info_up_to_date();
    /// What it replicates, as far as that went; null = nothing.
    [[nodiscard]] const events::ReplicationSummary* replication() const {
        return copy_ ? copy_->so_far() : nullptr;
    }
    /// The sink knows of it, by `info().number`.
    [[nodiscard]] bool announced() const noexcept { return announced_; }

  private:
    using Direction = dissectors::Direction;
    using MessageEvent = events::MessageEvent;
    using Kind = ExpectedReply::Kind;

    // Hot and cold: what runs for ordinary messages is kept together and free of what hardly does.

    // session.cpp
    [[nodiscard]] Half& half(Direction direction) noexcept;
    [[nodiscard]] Direction side(tcp::Direction direction) const noexcept;
    [[nodiscard]] bool is_any_port() const noexcept;
    void advance(const tcp::Arrival& arrival) noexcept;
    [[gnu::cold, gnu::noinline]] void on_first_data(tcp::Direction direction, Bytes bytes);
    [[gnu::hot]] void cut(Direction direction, Bytes bytes);
    [[nodiscard, gnu::cold]] bool begins_tls(Direction direction, Bytes bytes) noexcept;
    [[nodiscard, gnu::cold]] bool read_as_error(Half& from) noexcept;
    void count_opaque(Direction direction, Bytes bytes);
    void count_encrypted(Direction direction, Bytes bytes);
    void handle(Direction direction, const Frame& frame);
    [[gnu::hot]] void handle_typed(Direction direction, const Frame& frame);
    void handle_in_dialect(Direction direction, const Frame& frame,
                           dissectors::v3::Dissection& dissection);
    [[nodiscard]] MessageEvent event_of(
        Direction direction, const Frame& frame,
        const dissectors::v3::Dissection& dissection) const noexcept;
    void announce();
    void emit(MessageEvent& event, const Frame& frame);
    // The same in the place where typed messages are handled, which nearly all are.
    [[gnu::always_inline]] inline void emit_inline(MessageEvent& event, const Frame& frame);
    [[gnu::cold, gnu::noinline]] void tell_malformed(const MessageEvent& event, const Frame& frame);
    [[gnu::hot]] void flush_endings();

    // sql_text/reading.cpp
    void learn_reading();
    [[nodiscard]] Frame in_utf8(Direction direction, const Frame& frame);
    [[gnu::cold, gnu::noinline]] void handle_long_or_encoded(Direction direction,
                                                             const Frame& frame);
    [[gnu::cold, gnu::noinline]] void read_long_sql(Direction direction, const Frame& frame);
    [[gnu::cold, gnu::noinline]] void read_ahead();
    [[gnu::cold, gnu::noinline]] void end_reading_ahead();
    [[gnu::cold, gnu::noinline]] void follow_reading(
        const sql::Statement& statement, const std::vector<sql::ReadingChange>& changes);
    [[nodiscard]] encoding::Characters characters_of_text() const noexcept;
    [[nodiscard]] std::span<const sql::StatementId> statements_of(std::string_view sql,
                                                                  bool truncated);

    // framing/direction_stream.cpp
    [[gnu::cold, gnu::noinline]] void resynchronise(Direction direction, Bytes& bytes);
    [[gnu::cold, gnu::noinline]] void lose_boundary(Direction direction, Loss loss);
    void pass_over(Direction direction, std::uint64_t bytes);
    void lose_requests();
    void report_loss(Direction direction);

    // startup/recognition.cpp
    [[gnu::cold, gnu::noinline]] void open(tcp::Direction direction, Bytes bytes);
    void open_from_middle(tcp::Direction direction, Bytes bytes);
    [[nodiscard]] bool begin_at_startup_packet(Bytes bytes);
    [[nodiscard]] bool begin_encrypted_from_middle(Bytes bytes);
    [[nodiscard]] bool is_believed(const Frame& startup_packet) const noexcept;
    void hold(tcp::Direction direction, Bytes bytes);
    void hear_held();
    void drop_held();
    void take_as_client(tcp::Direction direction);
    [[gnu::cold, gnu::noinline]] void become_not_postgresql();
    void name_other_protocol();
    void recognised();

    // startup/startup_state.cpp
    [[gnu::cold, gnu::noinline]] void handle_untyped(Direction direction, const Frame& frame);
    void on_startup_packet(MessageEvent& event);
    void on_encryption_request(MessageEvent& event, char kind);
    void on_startup_message(MessageEvent& event, const dissectors::v3::StartupMessage& startup);
    void on_cancel(MessageEvent& event, const dissectors::v3::CancelRequest& cancel);
    void on_encryption_response(MessageEvent& event, char answer);
    [[gnu::cold, gnu::noinline]] void on_client_hello(const Frame& frame);
    [[gnu::cold, gnu::noinline]] void on_startup_reply(MessageEvent& event);
    void learn_process_id();
    void on_authentication(const dissectors::v3::Authentication& request);
    [[gnu::cold, gnu::noinline]] void on_parameter_status(
        const dissectors::v3::ParameterStatus& status);
    OpenExchange& startup_exchange(const MessageEvent& event);
    void encrypt(events::Encryption encryption);
    void note_refusal(std::string_view sqlstate, bool ends_session);
    void note_left_when_refused(tcp::CloseReason reason) noexcept;
    void begin_authentication(MessageEvent& event);

    // v2/conversation.cpp: protocols before 3.0
    void handle_old_startup(const Frame& frame);
    void begin_old_protocol(const dissectors::v2::State& state, bool version_known);
    void on_old_startup(MessageEvent& event, const dissectors::v2::StartupPacket& startup);
    [[nodiscard]] bool begin_old_from_middle(Direction direction, Bytes bytes);
    void learn_old_version(dissectors::v2::Version version);
    [[gnu::cold, gnu::noinline]] void cut_old(Direction direction, Bytes& bytes);
    void on_old_gap(Direction direction, Loss loss);
    void handle_old(Direction direction);
    void on_old_frontend(MessageEvent& event);
    void end_answer_before(MessageEvent& event);
    void count_old_copy_row(const MessageEvent& event);
    void on_old_backend(MessageEvent& event);
    void on_old_command(MessageEvent& event, std::string_view tag);
    void end_old_answer(MessageEvent& event);
    [[nodiscard]] bool answers_old_probe() noexcept;
    void on_old_probe_answered(MessageEvent& event);
    void keep_old_shape(const dissectors::v2::RowDescription& rows);
    void make_shape_binary(const dissectors::v2::BinaryRow& row);

    // conversation/requests.cpp
    [[gnu::hot]] void on_frontend(MessageEvent& event);
    [[gnu::hot]] void on_query(MessageEvent& event, const dissectors::v3::Query& query);
    void on_function_call(MessageEvent& event);
    void on_parse(MessageEvent& event, const dissectors::v3::Parse& parse);
    void on_bind(MessageEvent& event, const dissectors::v3::Bind& bind);
    void on_describe(MessageEvent& event, const dissectors::v3::Describe& describe);
    void on_execute(MessageEvent& event, const dissectors::v3::Execute& execute);
    void on_close_request(MessageEvent& event, const dissectors::v3::Close& close);
    void on_sync(MessageEvent& event);
    void on_copy_from_client(MessageEvent& event);
    void bound_open_requests();
    [[gnu::hot]] OpenExchange& begin_exchange(events::ExchangeKind kind, const MessageEvent& event);
    OpenExchange& extended_exchange(const MessageEvent& event);
    void join(OpenExchange& open, MessageEvent& event);
    ExpectedReply& expect(Kind kind, OpenExchange* open);
    std::shared_ptr<KeptStatement> make_statement(
        std::string_view name, std::string_view sql,
        const dissectors::List<dissectors::v3::TypeOid>& types);
    void remember(std::string_view name, std::shared_ptr<KeptStatement> made);
    [[gnu::cold, gnu::noinline]] void remember_prepare(const sql::Statement& prepare);
    std::shared_ptr<events::PreparedStatement> statement_named(std::string_view name);
    void find_executed(std::span<const sql::StatementId> ids);
    void add_executed(std::string_view name, std::span<const sql::StatementId> before);
    [[nodiscard]] bool discarded_by_server(MessageEvent& event);
    [[gnu::hot]] void before_request(const MessageEvent& event);

    // conversation/replies.cpp
    [[gnu::hot]] void on_backend(MessageEvent& event);
    [[gnu::hot]] void on_reply(MessageEvent& event);
    [[gnu::cold, gnu::noinline]] void on_error(MessageEvent& event,
                                               const dissectors::v3::ErrorFields& error);
    [[gnu::hot]] void on_ready(MessageEvent& event, const dissectors::v3::ReadyForQuery& ready);
    [[gnu::hot]] void become_ready(MessageEvent& event, events::TransactionStatus status,
                                   PacketTime time);
    [[gnu::cold, gnu::noinline]] void bind_to_prepared(OpenExchange& open, OpenPortal& portal);
    void on_row_description(ExpectedReply& head, const OpenExchange& open,
                            const MessageEvent& event);
    void keep_description(const ExpectedReply& head, const OpenExchange& open,
                          const MessageEvent& event, const DescribedColumns::Shape& shape);
    [[gnu::cold, gnu::noinline]] void on_copy_response(MessageEvent& event, OpenExchange& open);
    void attach_shape(MessageEvent& event, const ExpectedReply& head);
    [[nodiscard]] ExpectedReply* match(dissectors::MessageName reply);
    [[nodiscard, gnu::noinline]] ExpectedReply* match_behind(dissectors::MessageName reply);
    void count_reply(OpenExchange& open, MessageEvent& event);
    [[gnu::cold, gnu::noinline]] void count_aside(MessageEvent& event);

    // conversation/statement_of_reply.cpp
    void take_statements(OpenExchange& open, std::string_view sql, bool truncated);
    [[gnu::cold, gnu::noinline]] void keep_several(OpenExchange& open, std::string_view sql,
                                                   bool truncated);
    [[nodiscard]] const sql::Statement* result_statement(const OpenExchange& open);
    [[nodiscard]] static bool is_call(const sql::Statement* statement) noexcept;
    [[nodiscard]] const sql::Statement* run_by(const sql::Statement* statement) const;
    [[nodiscard]] const sql::Statement* running_statement(const ExpectedReply& head,
                                                          const OpenExchange& open,
                                                          const dissectors::v3::ErrorFields& error);
    [[nodiscard]] const sql::Statement* statement_at(const ExpectedReply& head,
                                                     const OpenExchange& open,
                                                     const dissectors::v3::ErrorFields& error);
    [[nodiscard]] const sql::Statement* statement_at_position(
        const OpenExchange& open, const dissectors::v3::ErrorFields& error);

    // conversation/completion.cpp
    [[gnu::hot]] void complete_result(OpenExchange& open, MessageEvent& event);
    static void measure_result(const OpenExchange& open, PacketTime completed, events::Call& call);
    void complete_execute(OpenExchange& open, ExpectedReply& head, MessageEvent& event);
    [[nodiscard]] static Nanoseconds service_of(const OpenExchange& open) noexcept;
    void follow_transaction(std::string_view command, const sql::Statement* statement,
                            PacketTime request);
    void tell_transaction(TransactionTracker::Ended ended);
    void end_idle_in_transaction(PacketTime time);
    [[gnu::cold, gnu::noinline]] void end_transaction_with_session();
    [[nodiscard]] DescribedColumns& described();
    void tell_other_sessions(const sql::Statement* statement);
    void describe_table(std::string_view command, const sql::Statement* statement);
    void follow_names(const sql::Statement& statement, events::Exchange& exchange);
    void finish(OpenExchange& open, events::ExchangeOutcome outcome,
                std::optional<PacketTime> completed);
    void finish_if_answered(OpenExchange& open);
    /// Takes the request at the front off the queue; returns its exchange, unless it is a Sync.
    OpenExchange* take_expected();
    void end_sync(OpenExchange& open);
    void pop_expected();
    [[gnu::cold, gnu::noinline]] void skip_to_sync();
    void undo(const ExpectedReply& skipped);
    void finish_at_ready(OpenExchange& open, const ExpectedReply& head, MessageEvent& event);
    [[gnu::cold, gnu::noinline]] void forget_swallowed_syncs();
    [[gnu::cold, gnu::noinline]] void abandon(std::size_t expected);
    [[gnu::cold, gnu::noinline]] void abandon_first_group();
    void abandon_before_newest();

    // conversation/cursors.cpp
    [[gnu::cold, gnu::noinline]] void declare_cursor(const sql::Statement& declare);
    void end_portal(OpenPortal& portal);
    void end_portals();
    void end_portals_of_transaction(bool rolled_back);

    // conversation/two_phase.cpp
    [[gnu::cold]] void follow_two_phase(MessageEvent& event, std::string_view command,
                                        std::string identifier);

    // dialect/dialect.cpp
    void learn_server_kind();
    void recognise_dialect(Direction direction, const Frame& frame,
                           const dissectors::v3::Dissection& plain);
    [[nodiscard]] bool answers_digest(const Frame& frame) const noexcept;
    [[nodiscard]] bool means_its_own(Direction direction, const Frame& frame,
                                     const dissectors::v3::Dissection& plain) const;
    void recognise_hyper(const MessageEvent& event);
    [[nodiscard]] bool answers_version(const ExpectedReply& head, const OpenExchange& open);
    [[gnu::cold]] void read_version(const MessageEvent& event, const ExpectedReply& head,
                                    const OpenExchange& open);
    std::optional<dissectors::DialectDissection> dissect_in_dialect(
        Direction direction, const Frame& frame, dissectors::v3::Dissection& dissection);
    void follow_tables(const MessageEvent& event);
    void on_dialect_request(MessageEvent& event);
    void on_dialect_reply(MessageEvent& event);
    void on_internal_request(MessageEvent& event);
    void on_compression(MessageEvent& event);

    // dialect/vibesql.cpp
    void on_subscribe(MessageEvent& event, const dissectors::vibesql::Subscribe& subscribe);
    void on_unsubscribe(const MessageEvent& event, const dissectors::vibesql::SubscriptionId& id);
    void on_subscription_data(MessageEvent& event);
    void on_subscription_error(MessageEvent& event,
                               const dissectors::vibesql::SubscriptionError& error);
    void on_subscription_ack(MessageEvent& event, const dissectors::vibesql::SubscriptionAck& ack);
    OpenExchange* answer_subscribe(MessageEvent& event);
    void complete_subscribe(OpenExchange& open, MessageEvent& event,
                            events::ExchangeOutcome outcome);
    Subscriptions::Followed* follow(const dissectors::vibesql::SubscriptionId& id,
                                    const MessageEvent& event, const OpenExchange* open);
    void end_subscriptions();

    // copy_streams.cpp
    void read_replication_command(OpenExchange& open, std::string_view sql);
    void begin_copy(const MessageEvent& event, OpenExchange& open);
    void read_copy(MessageEvent& event);
    void read_copy_ahead(Direction direction, const Frame& frame);
    void find_copy(Direction direction, dissectors::v3::Body copy_data);
    void end_copy_behind(const MessageEvent& event);
    void end_stream(tcp::CloseReason reason);
    void end_copy();
    void abandon_copy(const OpenExchange& open);
    [[nodiscard]] std::unique_ptr<CopyContents> row_contents(const MessageEvent& event,
                                                             const OpenExchange& open);
    [[nodiscard]] std::string plugin_of_slot(std::string_view slot) const;
    [[nodiscard]] bool inside_copy(Direction direction) const noexcept;
    [[nodiscard]] bool is_result_of_replication(const OpenExchange& open,
                                                std::string_view command) const noexcept;

    Context& context_;
    events::SessionInfo info_;
    const tcp::Connection& connection_;
    tcp::Arrival now_;
    std::array<Half, 2> halves_;
    std::optional<tcp::Direction> client_;  ///< direction that the client sends in
    Phase phase_ = Phase::opening;
    bool announced_ = false;
    bool terminated_ = false;
    std::unique_ptr<OldProtocol> old_;  ///< of a session before 3.0

    // start-up
    dissectors::v3::PasswordFamily password_family_ = dissectors::v3::PasswordFamily::unknown;
    bool compression_asked_ = false;    ///< Odyssey's start-up parameter
    char encryption_asked_ = 0;         ///< `S` or `G` while its answer is awaited
    bool sent_behind_request_ = false;  ///< packets after it, before its answer
    std::uint64_t startup_exchange_ = 0;
    std::optional<std::uint32_t> key_first_word_;  ///< of BackendKeyData: a process or a secret
    CancelKeys::Token cancel_token_ = 0;
    bool has_cancel_token_ = false;
    std::optional<PacketTime> cancel_requested_;
    std::uint64_t encrypted_frontend_bytes_ = 0;
    /// What each direction sounded like while it is not known which of them is the client's.
    std::array<std::optional<Direction>, 2> heard_;
    HeldBytes held_;  ///< what sounded like one side and no answer did yet

    // dialects of the server
    dissectors::DialectMarks marks_;
    dissectors::ServerKind server_kind_ = dissectors::ServerKind::unknown;
    bool version_described_ = false;    ///< a row of version() is to come
    std::unique_ptr<Dialect> dialect_;  ///< null unless the server has messages of its own

    // requests and replies
    ExpectedReplies expected_;
    OpenExchanges exchanges_;
    PreparedStatements statements_;
    Portals portals_;
    TransactionTracker transaction_;
    Quotable quotable_;
    std::uint64_t extended_ = 0;      ///< exchange that Parse, Bind and Describe join; 0 = none
    std::uint64_t copying_ = 0;       ///< exchange whose COPY data the client sends
    bool in_sync_group_ = false;      ///< extended messages were sent that no Sync follows yet
    bool backend_is_ready_ = false;   ///< its latest message was ReadyForQuery
    bool skipping_to_sync_ = false;   ///< the server discards requests up to a Sync to come
    bool pipelines_ = false;          ///< seen to send requests before the last was answered
    bool replies_uncertain_ = false;  ///< bytes were lost: which request is answered is not sure
    bool requests_missing_ = false;   ///< and the server may not have answered them yet
    bool ready_for_nobody_ = false;   ///< ReadyForQuery answered no request known, none followed
    bool answered_ahead_ = false;     ///< the capture shows an answer before its request
    std::shared_ptr<const events::ResultShape> query_shape_;
    SqlSettings settings_;
    std::unique_ptr<BodyConverter> body_converter_;  ///< null where text is left as it is
    std::unique_ptr<LongSql> long_sql_;     ///< of the message that is coming; null for nearly all
    std::optional<PacketTime> last_ready_;  ///< until a request follows
    bool is_past_authentication_ = false;   ///< a request or a ReadyForQuery was seen
    std::optional<PacketTime> last_completion_;

    std::unique_ptr<CopyContents> copy_;           ///< what CopyData carries; else null
    std::unique_ptr<CreatedSlot> created_slot_;    ///< the latest; null before the first
    std::unique_ptr<DescribedColumns> described_;  ///< where values are kept; null before the first

    // what to tell the sink behind the message at hand
    std::vector<std::uint64_t> finished_;
    std::vector<events::Call> calls_;
    std::vector<events::Copy> copies_;
    ExpectedReply answered_;  ///< keeps what the message at hand points to
};

inline void Session::handle(Direction direction, const Frame& frame) {
    if (frame.unit == Unit::client_hello) {
        on_client_hello(frame);
        return;
    }
    context_.accounting.dissected_bytes += frame.length - frame.missing;
    if (frame.unit == Unit::typed && frame.complete && !body_converter_) [[likely]]
        handle_typed(direction, frame);
    else if (frame.unit == Unit::typed)
        handle_long_or_encoded(direction, frame);
    else
        handle_untyped(direction, frame);
}

}  // namespace pgoscope::session
