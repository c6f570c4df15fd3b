#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "analyzer/packet_time.h"

namespace pgoscope::sql {
struct Statement;
}

namespace pgoscope::events {

enum class ExchangeKind : std::uint8_t {
    query,
    execute,
    prepare,  ///< Parse and Describe that no Execute of the same Sync group follows
    close,
    function_call,
    copy_in,
    copy_out,
    replication,
    startup,
    cancel,
    subscribe,  ///< answered by the first result or an error; what follows belongs to none
    internal,   ///< between the parts of one system, as a step of a distributed transaction
};
inline constexpr std::size_t exchange_kind_count =
    static_cast<std::size_t>(ExchangeKind::internal) + 1;
[[nodiscard]] std::string_view to_string(ExchangeKind kind) noexcept;

enum class ExchangeOutcome : std::uint8_t {
    open,  ///< not answered yet; a stream that goes on when the capture ends
    completed,
    failed,      ///< by an ErrorResponse
    suspended,   ///< PortalSuspended: rows are left
    skipped,     ///< the server passed it over after an error, up to Sync
    unanswered,  ///< the session ended, or its answer is in a gap
};
[[nodiscard]] std::string_view to_string(ExchangeOutcome outcome) noexcept;

/// What COPY moved.
struct CopyTotals {
    static constexpr std::string_view mixed = "mixed";

    /// `text`, `csv`, `json`, `binary`, `HyperBinary` ...; `mixed` for the sum of several.
    std::string_view format;
    std::optional<std::uint64_t> rows;  ///< seen in the data; nothing where they cannot be counted
    std::uint64_t bytes = 0;            ///< of data, without the messages' headers
    /// In which they moved: from the first byte of CopyInResponse or CopyOutResponse to the last of
    /// the completion. What one packet holds took no time to transfer: there it is the time since
    /// the statement's own beginning. Nothing where the completion is not in the capture.
    std::optional<Nanoseconds> time;
    std::string failure;  ///< CopyFail's reason; empty = there was none
};

/// One COPY of rows, of which a Query can have several.
struct Copy {
    const sql::Statement* statement = nullptr;  ///< null: SQL not known
    bool from_client = false;                   ///< COPY FROM STDIN
    bool completed = false;  ///< false: by an error, or its end is not in the capture
    CopyTotals totals;
};

/// One request and all that answers it.
struct Exchange {
    std::uint64_t number = 0;  ///< from 1 in its session
    ExchangeKind kind = ExchangeKind::query;
    ExchangeOutcome outcome = ExchangeOutcome::open;

    PacketTime request_first = 0;           ///< first byte of the request
    PacketTime request_last = 0;            ///< last byte of the request
    std::optional<PacketTime> reply_first;  ///< first byte of the first reply
    std::optional<PacketTime> completed;    ///< last byte of its own completion
    /// Last byte of the COPY data that the client sent.
    std::optional<PacketTime> copy_finished;
    /// Completion of the exchange ahead of it in the session, where there is one.
    std::optional<PacketTime> ahead_completed;
    /// The session's ReadyForQuery before the request.
    std::optional<PacketTime> previous_ready;

    std::uint64_t first_packet = 0;
    std::uint64_t last_packet = 0;
    std::uint64_t request_bytes = 0;
    /// The ReadyForQuery of a Query, or of the Sync that ended the request, among them.
    std::uint64_t response_bytes = 0;
    std::uint64_t rows = 0;     ///< as command tags count them
    std::uint32_t results = 0;  ///< statements completed
    bool gap = false;           ///< bytes of it are missing from the capture

    /// First statement of the request, or the one that failed; null when not known.
    const sql::Statement* statement = nullptr;
    /// The statement that the cursor of FETCH or MOVE runs; null for others, and if not known.
    const sql::Statement* cursor_statement = nullptr;
    /// SQLSTATE of the error that ended it; empty otherwise.
    std::string sqlstate;
    /// The sum of its COPYs.
    std::optional<CopyTotals> copy;

    [[nodiscard]] std::optional<Nanoseconds> duration() const noexcept {
        return since(completed, request_first);
    }
    [[nodiscard]] std::optional<Nanoseconds> time_to_first_reply() const noexcept {
        return since(reply_first, request_last);
    }
    [[nodiscard]] std::optional<Nanoseconds> transfer() const noexcept {
        return reply_first ? since(completed, *reply_first) : std::nullopt;
    }
    [[nodiscard]] std::optional<Nanoseconds> client_think() const noexcept {
        return previous_ready ? since(request_first, *previous_ready) : std::nullopt;
    }
    /// Only when pipelined: the request was complete before the exchange ahead of it was.
    [[nodiscard]] std::optional<Nanoseconds> queued() const noexcept {
        return since(ahead_completed, request_last);
    }
    /// What the server and the network took for this one alone. Inline, since g++ returns an
    /// optional by way of memory, where the caller waits for it.
    [[nodiscard, gnu::always_inline]] std::optional<Nanoseconds> service() const noexcept {
        auto begin = request_last;
        if (copy_finished) begin = std::max(begin, *copy_finished);
        if (ahead_completed) begin = std::max(begin, *ahead_completed);
        return since(completed, begin);
    }

  private:
    /// Not known when the end is not, or lies before its beginning.
    [[nodiscard]] static std::optional<Nanoseconds> since(const std::optional<PacketTime>& end,
                                                          PacketTime begin) noexcept {
        if (!end || *end < begin) return std::nullopt;
        return *end - begin;
    }
};

/// One execution of one statement, counted as pg_stat_statements counts: a portal fetched in chunks
/// is one call, a failed statement none, each statement of a Query its own. What EXECUTE runs is a
/// call of the PREPARE that named it; PREPARE and DEALLOCATE themselves are none. An Execute of a
/// cursor's portal, which pg_stat_statements does not count, is a call of the DECLARE.
struct Call {
    const sql::Statement* statement = nullptr;  ///< null: SQL not known
    Nanoseconds duration = 0;
    Nanoseconds service = 0;
    std::optional<Nanoseconds> time_to_first_reply;
    std::uint64_t rows = 0;
    std::uint64_t request_bytes = 0;
    std::uint64_t response_bytes = 0;  ///< without the ReadyForQuery behind it
};

/// One explicit transaction that ended.
struct Transaction {
    enum class Outcome : std::uint8_t {
        committed,
        rolled_back,
        failed,
        prepared,  ///< by PREPARE TRANSACTION: not decided
    };
    Outcome outcome = Outcome::committed;
    Nanoseconds duration =
        0;                 ///< from the request that began it to the ReadyForQuery that ended it
    Nanoseconds idle = 0;  ///< of that, waiting for the client
};

}  // namespace pgoscope::events
