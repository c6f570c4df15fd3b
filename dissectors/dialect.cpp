#include "dissectors/dialect.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "dissectors/byte_reader.h"
#include "dissectors/redshift/messages.h"

namespace pgoscope::dissectors {
namespace {

/// A word that belongs to one system.
struct Mark {
    std::string_view word;
    ServerKind kind;
};

/// Names in ParameterStatus.
constexpr std::array parameter_names{
    Mark{"crdb_version", ServerKind::cockroachdb},
    Mark{"mz_version", ServerKind::materialize},
    Mark{"crate_version", ServerKind::cratedb},
    Mark{"questdb_version", ServerKind::questdb},
    Mark{"padb_version", ServerKind::redshift},
    Mark{"server_protocol_version", ServerKind::redshift},
    Mark{"session_identifier", ServerKind::hyper},
};

/// Somewhere in a server_version.
constexpr std::array version_marks{
    Mark{"VibeSQL", ServerKind::vibesql},
    Mark{"-YB-", ServerKind::yugabytedb},
    Mark{"/bouncer", ServerKind::pgbouncer},
};

/// Somewhere in what version() returns.
constexpr std::array version_text_marks{
    Mark{" (Greenplum Database ", ServerKind::greenplum},
    Mark{" (Cloudberry Database ", ServerKind::greenplum},
    Mark{" (Apache Cloudberry ", ServerKind::greenplum},
};

/// Names in the StartupMessage.
constexpr std::array startup_names{
    Mark{"gpqeid", ServerKind::greenplum},
    Mark{"result_format_code", ServerKind::hyper},
    Mark{"client_protocol_version", ServerKind::redshift},
    Mark{"driver_discovery_version", ServerKind::redshift},
    Mark{"crdb:remote_addr", ServerKind::cockroachdb},
    Mark{"crdb:session_revival_token_base64", ServerKind::cockroachdb},
};

template <std::size_t N>
ServerKind find(const std::array<Mark, N>& marks, std::string_view word) noexcept {
    const auto* const found = std::ranges::find(marks, word, &Mark::word);
    return found == marks.end() ? ServerKind::unknown : found->kind;
}

template <std::size_t N>
ServerKind find_within(const std::array<Mark, N>& marks, std::string_view text) noexcept {
    const auto* const found = std::ranges::find_if(
        marks, [&](const Mark& mark) { return text.find(mark.word) != std::string_view::npos; });
    return found == marks.end() ? ServerKind::unknown : found->kind;
}

/// The number that a version begins with; -1 without one.
int major_version(std::string_view version) noexcept {
    int major = -1;
    (void)std::from_chars(version.data(), version.data() + version.size(), major);
    return major;
}

constexpr int first_major_with_protocol_3 = 7;

}  // namespace

void DialectMarks::startup_parameter(std::string_view name, std::string_view value) noexcept {
    if (name == "database" && (value == "pgbouncer" || value == "pgcat"))
        database_ = Database::of_a_pooler;
    if (name == "application_name" && value == "QuestDB") asked_for_questdb_ = true;
    if (const auto kind = find(startup_names, name); kind != ServerKind::unknown) hinted_ = kind;
}

void DialectMarks::parameter_status(std::string_view name, std::string_view value) noexcept {
    if (const auto kind = find(parameter_names, name); kind != ServerKind::unknown) named_ = kind;
    if (name == "server_version") {
        server_version(value);
    } else if (name == "server_encoding" || name == "client_encoding") {
        postgresql_parameter_ = true;
        // PostgreSQL spells it UTF8, whatever the client wrote.
        dashed_encoding_ = dashed_encoding_ || value == "UTF-8";
        server_encoding_ = server_encoding_ || name == "server_encoding";
    } else if (name == "TimeZone") {
        postgresql_parameter_ = true;
        zone_gmt_ = value == "GMT";
    } else if (name == "datestyle") {
        small_datestyle_ = true;
    } else if (name == "application_name") {
        application_questdb_ = value == "QuestDB";
    } else if (name == "cluster") {
        cluster_ = true;
    } else if (name == "cluster_replica" || name == "database") {
        cluster_replica_or_database_ = true;
    }
}

void DialectMarks::server_version(std::string_view version) noexcept {
    postgresql_parameter_ = true;
    if (const auto kind = find_within(version_marks, version); kind != ServerKind::unknown)
        named_ = kind;
    crate_version_ = version == "14.0";
    const auto major = major_version(version);
    if (version.find(" (git ") != std::string_view::npos)
        version_ = Version::of_git;
    else if (major >= 0 && major < first_major_with_protocol_3)
        version_ = Version::low;
    else
        version_ = Version::other;
}

void DialectMarks::version_text(std::string_view text) noexcept {
    if (!text.starts_with("PostgreSQL ")) return;
    if (const auto kind = find_within(version_text_marks, text); kind != ServerKind::unknown)
        named_ = kind;
}

void DialectMarks::authentication(std::uint32_t code) noexcept {
    if (code == redshift::authentication_code::digest || code == redshift::authentication_code::idp)
        proven_ = ServerKind::redshift;
}

void DialectMarks::backend_key(Bytes secret_key) noexcept {
    constexpr std::uint32_t of_every_vibesql = 12345;
    ByteReader reader(secret_key);
    key_seen_ = true;
    vibesql_key_ = reader.u32() == of_every_vibesql && reader.finished();
}

ServerKind DialectMarks::combined() const noexcept {
    if (version_ == Version::of_git && dashed_encoding_ && ready_ && !key_seen_)
        return ServerKind::odyssey;
    if (version_ == Version::low && database_ == Database::of_a_pooler) return ServerKind::pgcat;
    if (application_questdb_ && !asked_for_questdb_ && zone_gmt_ && ready_ && !server_encoding_)
        return ServerKind::questdb;
    if (crate_version_ && small_datestyle_) return ServerKind::cratedb;
    if (cluster_ && cluster_replica_or_database_) return ServerKind::materialize;
    return ServerKind::unknown;
}

ServerKind DialectMarks::kind() const noexcept {
    if (proven_ != ServerKind::unknown) return proven_;
    if (named_ != ServerKind::unknown) return named_;
    if (const auto kind = combined(); kind != ServerKind::unknown) return kind;
    if (hinted_ != ServerKind::unknown) return hinted_;
    if (vibesql_key_ && version_ == Version::not_told) return ServerKind::vibesql;
    return postgresql_parameter_ && version_ != Version::low ? ServerKind::postgresql
                                                             : ServerKind::unknown;
}

bool is_process_id(ServerKind kind, std::uint32_t first_word) noexcept {
    constexpr std::uint32_t highest_of_linux = 1U << 22U;  // the bound of kernel.pid_max
    switch (kind) {
        case ServerKind::unknown:
        case ServerKind::cockroachdb:
        case ServerKind::pgbouncer:
        case ServerKind::odyssey:
        case ServerKind::pgcat:
            return false;
        case ServerKind::postgresql:
        case ServerKind::greenplum:
        case ServerKind::yugabytedb:
        case ServerKind::vibesql:
            return first_word != 0 && first_word <= highest_of_linux;
        case ServerKind::redshift:
        case ServerKind::materialize:
        case ServerKind::cratedb:
        case ServerKind::questdb:
        case ServerKind::hyper:
            return true;  // numbers of their own, with a secret of four bytes behind them
    }
    return false;
}

std::string_view to_string(ServerKind kind) noexcept {
    switch (kind) {
        case ServerKind::unknown:
            return "";
        case ServerKind::postgresql:
            return "PostgreSQL";
        case ServerKind::cockroachdb:
            return "CockroachDB";
        case ServerKind::redshift:
            return "Amazon Redshift";
        case ServerKind::greenplum:
            return "Greenplum";
        case ServerKind::yugabytedb:
            return "YugabyteDB";
        case ServerKind::materialize:
            return "Materialize";
        case ServerKind::cratedb:
            return "CrateDB";
        case ServerKind::questdb:
            return "QuestDB";
        case ServerKind::pgbouncer:
            return "PgBouncer";
        case ServerKind::odyssey:
            return "Odyssey";
        case ServerKind::pgcat:
            return "PgCat";
        case ServerKind::vibesql:
            return "VibeSQL";
        case ServerKind::hyper:
            return "Tableau Hyper";
    }
    return "";
}

}  // namespace pgoscope::dissectors
