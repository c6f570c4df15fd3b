#pragma once

#include <cstdint>
#include <string>

#include "analyzer/endpoint.h"
#include "analyzer/packet_time.h"

/// Transactions by two phases: PREPARE TRANSACTION takes one from its session and leaves it open,
/// until COMMIT PREPARED or ROLLBACK PREPARED of any session decides.
namespace pgoscope::events {

/// One that waits for its decision.
struct PreparedTransaction {
    std::string identifier;     ///< as the server reads the constant; in the client's encoding
    Endpoint server;            ///< identifiers are unique on a server
    std::uint64_t session = 0;  ///< that prepared it
    PacketTime time = 0;        ///< when it was
    std::string user;
    std::string database;
};

/// The step that a session took with a prepared transaction.
struct TwoPhaseStep {
    enum class Kind : std::uint8_t { prepared, committed, rolled_back };
    Kind kind = Kind::prepared;
    /// The decision is of a transaction that was seen to be prepared.
    bool joined = false;
};

}  // namespace pgoscope::events
