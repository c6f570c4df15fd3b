#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "analyzer/events/exchange.h"
#include "analyzer/events/prepared_transaction.h"
#include "analyzer/events/quoted_values.h"
#include "analyzer/events/session_info.h"
#include "analyzer/events/statement.h"
#include "analyzer/events/subscription.h"
#include "analyzer/sql/secrets.h"
#include "dissectors/v3/dissect.h"

namespace pgoscope::dissectors {
struct DialectDissection;
namespace v2 {
struct Dissection;
}
}  // namespace pgoscope::dissectors

namespace pgoscope::events {

struct CopyPayload;
struct ReplicationSummary;

using dissectors::Direction;
using dissectors::MessageName;

/// One message. All it points to is valid during the call only.
struct MessageEvent {
    const SessionInfo& session;
    Direction direction;
    PacketTime first_time;        ///< of its first byte
    PacketTime time;              ///< of its last byte
    std::uint64_t packet;         ///< that holds its last byte
    char tag;                     ///< 0 = untyped
    std::uint32_t length_bytes;   ///< on the wire, type byte and length word included
    std::uint64_t missing_bytes;  ///< of those, not in the capture
    bool truncated;               ///< its end was not kept
    const dissectors::v3::Dissection& dissection;

    // What a room beside protocol 3.0 made of the message, where one did. `dissection` then has the
    // name and, where 3.0 has a view of the same layout, that view.
    const dissectors::v2::Dissection* v2 = nullptr;          ///< protocols 0.0 to 2.0
    const dissectors::DialectDissection* dialect = nullptr;  ///< what a dialect adds to 3.0
    const CopyPayload* payload = nullptr;                    ///< what CopyData carries
    /// Before 2.0: it only asks where an answer ends, or tells it.
    bool end_probe = false;

    /// The exchange it belongs to; null for what belongs to none.
    const Exchange* exchange = nullptr;
    /// It is the completion of that exchange, whose times are final now.
    bool completes_exchange = false;
    /// Statement it makes, names, runs or answers, and the portal likewise.
    const PreparedStatement* statement = nullptr;
    const Portal* portal = nullptr;
    /// For Query and Parse: the statements with secrets that it has EXECUTE of.
    std::span<const sql::PreparedSecrets> executed{};
    /// Shape of the rows, for DataRow, where it is known.
    const ResultShape* shape = nullptr;
    /// For errors and notices: bytes of their fields that repeat what the session's requests said.
    /// For ParameterStatus: of its value, field 0. Null where nothing was looked for.
    const QuotedValues* quoted = nullptr;
    /// For errors: the statement that failed.
    const sql::Statement* failed_statement = nullptr;
    /// For COMMIT PREPARED and ROLLBACK PREPARED: the session that prepared the transaction, 0
    /// where that is not known, and how long ago.
    std::uint64_t prepared_by = 0;
    Nanoseconds since_prepared = 0;
    /// For ReadyForQuery and errors: status of the transaction after the message.
    TransactionStatus transaction = TransactionStatus::unknown;
    /// For a 57014 in a session that a CancelRequest was aimed at: time since that request.
    std::optional<Nanoseconds> since_cancel = std::nullopt;

    [[nodiscard]] MessageName name() const noexcept { return dissection.name; }
    /// Size of the body of a typed message, bytes that are not at hand included. Messages
    /// before 3.0 have no length word: all of them.
    [[nodiscard]] std::uint32_t body_bytes() const noexcept {
        const std::uint32_t header = v2 == nullptr ? 5 : 0;
        return length_bytes > header ? length_bytes - header : 0;
    }
    /// Size of what stands behind the first `bytes` of the body.
    [[nodiscard]] std::uint32_t body_bytes_behind(std::size_t bytes) const noexcept {
        return body_bytes() > bytes ? body_bytes() - static_cast<std::uint32_t>(bytes) : 0;
    }
    template <class View>
    [[nodiscard]] const View* as() const noexcept {
        return std::get_if<View>(&dissection.message);
    }
};

/// Bytes missing from the capture, reported once the direction has found a message boundary again.
struct GapEvent {
    const SessionInfo& session;
    Direction direction;
    PacketTime time;
    std::uint64_t packet;
    std::uint64_t missing_bytes;
    std::string_view reason;      ///< `lost`, `snaplen`, `buffer_limit`, `end_of_capture`
    std::uint64_t skipped_bytes;  ///< captured, but passed over to the next message boundary
    /// Captured COPY data behind it, of messages whose boundaries are missing: passed over as well.
    std::uint64_t copy_bytes = 0;
};

/// Bytes that are not what the protocol allows.
struct MalformedEvent {
    const SessionInfo& session;
    Direction direction;
    PacketTime time;
    std::uint64_t packet;
    std::string_view reason;      ///< a Malformation's name, or `implausible_header`
    char tag;                     ///< 0 = untyped
    std::uint32_t length_bytes;   ///< as the header says
    std::uint64_t offset;         ///< in the direction's stream, of the message's first byte
    std::uint64_t skipped_bytes;  ///< passed over to find the next message boundary
};

enum class SessionEnd : std::uint8_t {
    terminated,  ///< Terminate, then FIN
    closed,      ///< FIN
    reset,
    port_reused,
    evicted,
    timed_out,  ///< silent for too long
    end_of_capture,
    open,  ///< it has not ended: of a report in the middle of a capture
};
[[nodiscard]] std::string_view to_string(SessionEnd end) noexcept;

/// Receives what happens, in the order of the packets. Each function defaults to not caring.
class Sink {
  public:
    Sink() = default;
    Sink(const Sink&) = delete;
    Sink& operator=(const Sink&) = delete;
    virtual ~Sink() = default;

    virtual void on_session_open(const SessionInfo&, PacketTime) {}
    virtual void on_message(const MessageEvent&) {}
    /// After the message that completes it, or when it turns out to stay unanswered.
    virtual void on_exchange(const SessionInfo&, const Exchange&) {}
    virtual void on_call(const SessionInfo&, const Call&) {}
    /// Before the exchange that it is part of.
    virtual void on_copy(const SessionInfo&, const Copy&) {}
    virtual void on_transaction(const SessionInfo&, const Transaction&) {}
    virtual void on_two_phase(const SessionInfo&, const TwoPhaseStep&) {}
    /// The session waited in a transaction for its client this long.
    virtual void on_idle_in_transaction(const SessionInfo&, Nanoseconds) {}
    /// A replication command's stream is over, or the session is.
    virtual void on_replication(const SessionInfo&, const ReplicationSummary&) {}
    /// When it ends.
    virtual void on_subscription(const SessionInfo&, const Subscription&) {}
    virtual void on_gap(const GapEvent&) {}
    virtual void on_malformed(const MalformedEvent&) {}
    virtual void on_session_close(const SessionInfo&, SessionEnd, PacketTime) {}
};

}  // namespace pgoscope::events
