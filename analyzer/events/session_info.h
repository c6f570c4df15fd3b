#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "analyzer/encoding/converter.h"
#include "analyzer/endpoint.h"
#include "analyzer/packet_time.h"
#include "analyzer/sql/reading.h"

namespace pgoscope::events {

struct ProtocolVersion {
    std::uint16_t major = 0;
    std::uint16_t minor = 0;
    // NOLINTNEXTLINE(modernize-use-nullptr): wrong about a defaulted <=>
    friend auto operator<=>(const ProtocolVersion&, const ProtocolVersion&) = default;
};

enum class Recognition : std::uint8_t {
    undecided,  ///< not enough was said to tell
    postgresql,
    not_postgresql,
};

enum class Encryption : std::uint8_t { none, tls, direct_tls, gss };
[[nodiscard]] std::string_view to_string(Encryption encryption) noexcept;

/// Status byte of ReadyForQuery.
enum class TransactionStatus : char { unknown = 0, idle = 'I', in_transaction = 'T', failed = 'E' };

/// Bytes sent in clear where only TLS or GSSAPI may follow: what a man in the middle injects.
enum class CleartextInjection : std::uint8_t {
    none,
    frontend,  ///< behind the request for encryption: CVE-2021-23214
    backend,   ///< behind the server's `S` or `G`: CVE-2021-23222
};

/// Totals of one session, complete at its close.
struct SessionTotals {
    std::uint64_t frontend_messages = 0;
    std::uint64_t backend_messages = 0;
    std::uint64_t frontend_bytes = 0;  ///< payload, dissected or not
    std::uint64_t backend_bytes = 0;
    std::uint64_t exchanges = 0;
    std::uint64_t errors = 0;
    std::uint64_t notices = 0;
    std::uint64_t rows = 0;  ///< returned: messages DataRow
    std::uint64_t gaps = 0;
    std::uint64_t missing_bytes = 0;
    std::uint64_t malformed = 0;
    std::uint64_t transactions = 0;     ///< explicit ones that ended
    Nanoseconds in_transaction_ns = 0;  ///< from BEGIN's request to the ReadyForQuery that is idle
    Nanoseconds idle_in_transaction_ns = 0;
};

/// Who speaks in a session, as far as it is known by now. Stays at its address from `session_open`
/// to the end of `session_close`.
struct SessionInfo {
    std::uint64_t number = 0;  ///< from 1, in order of first packet
    Endpoint client;
    Endpoint server;
    PacketTime opened = 0;
    PacketTime closed = 0;

    Recognition recognition = Recognition::undecided;
    /// What it speaks when it is not PostgreSQL, such as `HTTP`; empty when that is not known.
    std::string_view other_protocol;

    /// The capture has the StartupMessage; otherwise it begins in the middle of the session.
    bool startup_seen = false;
    std::optional<ProtocolVersion> requested_version;
    std::optional<ProtocolVersion> version;  ///< after negotiation
    std::string user;
    std::string database;
    std::string application_name;
    std::string replication;  ///< value of the start-up parameter
    std::string server_version;
    std::string server_kind;  ///< `PostgreSQL` or the system its marks betray; empty = not known
    /// `trust`, `password`, `crypt`, `md5`, `gss`, `sspi`, `kerberos`, `scm`, or the SASL
    /// mechanism.
    std::string authentication;

    /// How the server reads the SQL of the message at hand, if the client sent it, or of the next.
    sql::Reading reading{.assumed = true};
    /// The converter for values that each side sends, frontend first; null where text is left as it
    /// is.
    std::array<encoding::Converter*, 2> converters{};
    std::string_view client_encoding;  ///< PostgreSQL's name; empty = not known
    std::optional<bool> standard_conforming_strings;

    Encryption encryption = Encryption::none;
    bool encryption_refused = false;
    /// What the server refused last of what the client asked for: TLS or GSSAPI; `none` = nothing.
    Encryption last_refused = Encryption::none;
    CleartextInjection cleartext_injection = CleartextInjection::none;

    /// As BackendKeyData tells it, unless that is, or may be, a part of the cancellation secret. Of
    /// a cancel: the process of the session that it cancels.
    std::optional<std::uint32_t> process_id;
    /// For a connection that carried a CancelRequest: the session it cancels, if that was seen.
    bool is_cancel = false;
    std::optional<std::uint64_t> cancels_session;
    std::uint64_t cancel_requests = 0;  ///< aimed at this session

    /// It ended before its first ReadyForQuery: by an error of the server, or since the server
    /// refused to encrypt and the client left.
    bool never_opened = false;
    /// SQLSTATE of that error; empty where there was none, or it has none.
    std::string refusal;

    std::optional<Nanoseconds> handshake_round_trip;
    /// StartupMessage's first byte to AuthenticationOk's last.
    std::optional<Nanoseconds> authentication_time;
    /// First packet to the first ReadyForQuery's last byte.
    std::optional<Nanoseconds> setup_time;

    TransactionStatus transaction = TransactionStatus::unknown;
    SessionTotals totals;

    /// The client sent nothing more when the server refused `last_refused`.
    [[nodiscard]] bool left_when_refused() const noexcept {
        return never_opened && last_refused != Encryption::none && totals.errors == 0;
    }
};

/// Statements of the session are read by the usual settings, since the capture has none that the
/// server reported: it begins in the middle of the session, or the server does not report them.
[[nodiscard]] inline bool reads_as_assumed(const SessionInfo& session) noexcept {
    return session.recognition == Recognition::postgresql &&
           (!session.startup_seen || session.setup_time) && !session.never_opened &&
           session.encryption == Encryption::none && session.reading.assumed;
}

}  // namespace pgoscope::events
