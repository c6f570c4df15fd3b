#pragma once

#include <cstdint>
#include <string_view>

#include "dissectors/bytes.h"

namespace pgoscope::dissectors {

/// The systems that speak PostgreSQL's protocol and can be told apart by what they say.
enum class ServerKind : std::uint8_t {
    unknown,
    postgresql,
    cockroachdb,
    redshift,
    greenplum,
    yugabytedb,
    materialize,
    cratedb,
    questdb,
    pgbouncer,  ///< its admin console; its data connections look like the server behind them
    odyssey,    ///< its console
    pgcat,      ///< its console
    vibesql,
    hyper,
};

/// The product's own spelling; empty for `unknown`.
[[nodiscard]] std::string_view to_string(ServerKind kind) noexcept;

/// Whether the first word of BackendKeyData is the number of a process, as it is in PostgreSQL, and
/// not a part of the secret that cancels. CockroachDB's key is one value of 64 bits and a pooler's
/// eight random bytes; a server that is not known may be either. PgBouncer's data connections bear
/// the marks of the server behind them, and only a number beyond those of processes tells them.
[[nodiscard]] bool is_process_id(ServerKind kind, std::uint32_t first_word) noexcept;

/// Learns from the start-up of one session, in any order and from any part of it, what the server
/// is. Holds no bytes of what it is told.
///
/// Who is believed, first to last:
///  1. a message that only one system sends (`proven`);
///  2. a name of its own: a ParameterStatus that only one system has (`crdb_version`) or a
///     server_version with its mark (`/bouncer`, `-YB-`, `VibeSQL`), or what `version()` returns
///     (Greenplum and Cloudberry, which bear no other mark toward their clients);
///  3. what only one system combines: Odyssey's console with its spelling of encodings and without
///     a cancellation key, pgcat's with a low version in a database of that name, QuestDB without
///     server_encoding, Materialize's cluster and its replica, CrateDB's version with its spelling
///     of DateStyle;
///  4. start-up parameters that only drivers of one system send, for as long as nothing above
///     holds: they tell before the server has said a word;
///  5. VibeSQL's constant cancellation key, where server_version was not seen;
///  6. any other server that tells a parameter that PostgreSQL tells, unless its version is one
///     that does not speak protocol 3.0: PostgreSQL.
class DialectMarks {
  public:
    /// Every pair of the StartupMessage, the database among them.
    void startup_parameter(std::string_view name, std::string_view value) noexcept;
    /// Every ParameterStatus up to the first ReadyForQuery.
    void parameter_status(std::string_view name, std::string_view value) noexcept;
    /// The code of every Authentication request.
    void authentication(std::uint32_t code) noexcept;
    void backend_key(Bytes secret_key) noexcept;
    /// What the server's function `version()` returned.
    void version_text(std::string_view text) noexcept;
    /// The first ReadyForQuery: from now on what was not told is absent.
    void ready() noexcept { ready_ = true; }
    /// Something was seen that only this system sends: a message type, a format, a COPY header.
    void proven(ServerKind kind) noexcept { proven_ = kind; }

    /// What the marks say so far; settled once `ready` was called.
    [[nodiscard]] ServerKind kind() const noexcept;

  private:
    /// What a server_version looks like.
    enum class Version : std::uint8_t { not_told, other, of_git, low };
    enum class Database : std::uint8_t { other, of_a_pooler };

    void server_version(std::string_view version) noexcept;
    [[nodiscard]] ServerKind combined() const noexcept;

    ServerKind proven_ = ServerKind::unknown;
    ServerKind named_ = ServerKind::unknown;
    ServerKind hinted_ = ServerKind::unknown;
    Version version_ = Version::not_told;
    Database database_ = Database::other;
    bool ready_ = false;
    bool key_seen_ = false;
    bool vibesql_key_ = false;
    bool postgresql_parameter_ = false;
    bool server_encoding_ = false;
    bool dashed_encoding_ = false;
    bool zone_gmt_ = false;
    bool application_questdb_ = false;
    bool asked_for_questdb_ = false;
    bool crate_version_ = false;
    bool small_datestyle_ = false;
    bool cluster_ = false;
    bool cluster_replica_or_database_ = false;
};

}  // namespace pgoscope::dissectors
