#pragma once

#include <cstdint>

#include "dissectors/v3/body_reader.h"

/// What the connection manager of YugabyteDB and its server say to one another besides protocol 3.0
/// (kiwi/header.h of its Odyssey). Views, valid as long as the bytes they were made from.
namespace pgoscope::dissectors::yugabyte {

/// Type `s`: the server process takes on the settings of this client.
struct SetSessionParameter {
    std::int32_t client_id = 0;
    [[nodiscard]] static SetSessionParameter read(v3::BodyReader& reader) noexcept {
        return {reader.i32()};
    }
};

/// Type `A`: a client is to be authenticated over this connection. Who it is followed in older
/// releases; in newer ones the message is empty.
struct AuthPassthroughRequest {
    Bytes client;
    [[nodiscard]] static AuthPassthroughRequest read(v3::BodyReader& reader) noexcept {
        return {reader.rest()};
    }
};

/// Type `F`: the client is to be disconnected, the server process goes on.
struct FatalForLogicalConnection {
    Bytes data;
    [[nodiscard]] static FatalForLogicalConnection read(v3::BodyReader& reader) noexcept {
        return {reader.rest()};
    }
};

/// Type `O`: which role and database, by OID, names meant.
struct OidDetails {
    Bytes data;
    [[nodiscard]] static OidDetails read(v3::BodyReader& reader) noexcept {
        return {reader.rest()};
    }
};

}  // namespace pgoscope::dissectors::yugabyte
