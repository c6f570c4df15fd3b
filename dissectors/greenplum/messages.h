#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "dissectors/list.h"
#include "dissectors/v3/body_reader.h"

/// What the query dispatcher of Greenplum (and Cloudberry) says to its query executors, and they to
/// it, besides protocol 3.0. Such a connection has `gpqeid` among its start-up parameters; clients
/// never see these messages. Views, valid as long as the bytes they were made from.
namespace pgoscope::dissectors::greenplum {

/// The gang of executors that runs a slice of the plan.
struct SliceGang {
    std::int32_t gang = 0;
    [[nodiscard]] static SliceGang read(ByteReader& reader) noexcept { return {reader.i32()}; }
};

/// Type `M`: a statement to run, as text and as a serialized plan. Its fields vary from release to
/// release: these are Cloudberry's, and the message of another release reads as malformed.
struct Dispatch {
    std::uint32_t command_count = 0;
    std::uint32_t session_user = 0;
    std::uint32_t outer_user = 0;
    std::uint32_t current_user = 0;
    bool session_user_is_superuser = false;
    bool outer_user_is_superuser = false;
    std::int32_t root_slice = 0;
    std::int64_t statement_timestamp = 0;  ///< microseconds since 2000-01-01 UTC
    std::uint32_t flags = 0;
    std::uint32_t sequence_server_port = 0;
    std::string_view sequence_server_host;
    std::string_view query;
    std::uint32_t query_tree_length = 0;
    std::uint32_t plan_length = 0;
    std::uint32_t parameters_length = 0;
    std::uint32_t descriptor_length = 0;
    std::uint32_t transaction_length = 0;
    List<SliceGang> slices;
    [[nodiscard]] static Dispatch read(v3::BodyReader& reader) noexcept;
};

/// Type `T`: a step of a distributed transaction.
struct DtxProtocolCommand {
    std::uint32_t command = 0;
    std::string_view logging;  ///< the command in words, for logs
    std::string_view gid;      ///< of the distributed transaction
    std::uint32_t context_length = 0;
    [[nodiscard]] static DtxProtocolCommand read(v3::BodyReader& reader) noexcept;
};

/// Type `j`: rows that COPY refused, and, since 6, how many it took.
struct RejectedRows {
    std::int64_t rejected = 0;
    std::optional<std::int64_t> completed;
    [[nodiscard]] static RejectedRows read(v3::BodyReader& reader) noexcept;
};

struct RelationRows {
    std::uint32_t relation = 0;
    std::int64_t count = 0;
    [[nodiscard]] static RelationRows read(ByteReader& reader) noexcept {
        const auto relation = reader.u32();
        return {relation, reader.i64()};
    }
};
/// Type `o`: rows that append-optimized tables gained.
struct AORowCounts {
    List<RelationRows> relations;
    [[nodiscard]] static AORowCounts read(v3::BodyReader& reader) noexcept;
};

/// Type `Y`: execution statistics, in an encoding of their own.
struct QEStatistics {
    Bytes data;
    [[nodiscard]] static QEStatistics read(v3::BodyReader& reader) noexcept;
};
/// Type `y`.
struct QEStatus {
    std::string_view status;
    Bytes data;
    [[nodiscard]] static QEStatus read(v3::BodyReader& reader) noexcept;
};
/// Type `k`.
struct QECount {
    std::int64_t count = 0;
    [[nodiscard]] static QECount read(v3::BodyReader& reader) noexcept;
};
/// Type `x`: whether the executor's transaction wrote to the log, so that its commit matters.
struct WroteXlog {
    bool wrote = false;
    [[nodiscard]] static WroteXlog read(v3::BodyReader& reader) noexcept;
};

}  // namespace pgoscope::dissectors::greenplum
