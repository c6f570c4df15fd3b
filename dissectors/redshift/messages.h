#pragma once

#include <cstdint>
#include <string_view>

#include "dissectors/list.h"
#include "dissectors/v3/body_reader.h"

/// What Amazon Redshift adds to protocol 3.0, as its drivers redshift_connector and ODBC read it.
/// Views, valid as long as the bytes they were made from. Of what proves an identity a view has
/// the length only.
namespace pgoscope::dissectors::redshift {

namespace authentication_code {
inline constexpr std::uint32_t digest = 13;
inline constexpr std::uint32_t idp = 14;
}  // namespace authentication_code

/// The two Authentication requests of its own.
struct Authentication {
    std::uint32_t code = 0;
    std::uint32_t algorithm = 0;  ///< of a digest; 0 = SHA-256
    std::uint32_t salt_length = 0;
    std::uint32_t server_nonce_length = 0;
    [[nodiscard]] static Authentication read(v3::BodyReader& reader) noexcept;
};

/// Type `d` from a client that was asked for a digest; elsewhere `d` is CopyData.
struct DigestResponse {
    std::uint32_t digest_length = 0;
    std::uint32_t client_nonce_length = 0;
    [[nodiscard]] static DigestResponse read(v3::BodyReader& reader) noexcept;
};

/// Type `i`: the token of an identity provider and nothing else.
struct IdpResponse {
    std::uint32_t token_length = 0;
    [[nodiscard]] static IdpResponse read(v3::BodyReader& reader) noexcept;
};

/// A column with where it comes from, which `server_protocol_version` 1 and above adds.
struct Column {
    v3::Column base;
    std::string_view schema;
    std::string_view table;
    std::string_view column;
    std::string_view catalog;
    std::uint16_t flags = 0;

    [[nodiscard]] bool nullable() const noexcept { return (flags & 0x1U) != 0; }
    [[nodiscard]] bool autoincrement() const noexcept { return (flags & 0x10U) != 0; }
    [[nodiscard]] bool read_only() const noexcept { return (flags & 0x100U) != 0; }
    [[nodiscard]] bool searchable() const noexcept { return (flags & 0x1000U) != 0; }
    [[nodiscard]] static Column read(ByteReader& reader) noexcept;
};

/// RowDescription of a session whose server said `server_protocol_version` 1 or above; below, it
/// is that of protocol 3.0.
struct RowDescription {
    List<Column> columns;
    [[nodiscard]] static RowDescription read(v3::BodyReader& reader) noexcept;
};

}  // namespace pgoscope::dissectors::redshift
