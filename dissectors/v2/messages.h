#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include "dissectors/v2/laid_out_list.h"
#include "dissectors/v2/version.h"
#include "dissectors/v3/messages.h"

/// Messages of protocols 0.0, 1.0 and 2.0 as views (PostgreSQL 7.3 documentation, "Frontend/Backend
/// Protocol"; 6.2 `pqcomm.h` for 0.0). A view is valid as long as the bytes it was made from. What
/// means the same in 3.0 is shown by the view of 3.0.
namespace pgoscope::dissectors::v2 {

/// One column of a RowDescription.
struct Column {
    std::string_view name;
    std::uint32_t type_oid = 0;
    std::int16_t type_size = 0;                 ///< bytes; -1 = varlena, -2 = NUL-terminated
    std::optional<std::int32_t> type_modifier;  ///< from 2.0 on; -1 = none
};

struct ColumnLayout {
    using Item = Column;
    Version version = Version::v2_0;
    [[nodiscard]] Column read(ByteReader& reader, std::uint32_t) const noexcept {
        Column column;
        column.name = reader.c_string();
        column.type_oid = read_u32(reader, version);
        column.type_size = static_cast<std::int16_t>(read_u16(reader, version));
        if (version == Version::v2_0) column.type_modifier = reader.i32();
        return column;
    }
};

/// Values of a row. The bitmap has a bit a column, highest bit first: set = a value follows.
struct RowLayout {
    using Item = v3::Value;
    Bytes present;
    Version version = Version::v2_0;
    bool length_includes_itself = false;  ///< in an AsciiRow, but not in a BinaryRow

    [[nodiscard]] bool has(std::uint32_t column) const noexcept {
        const auto at = column / 8;
        return at < present.size() && (present[at] & (0x80U >> (column % 8))) != 0;
    }
    [[nodiscard]] v3::Value read(ByteReader& reader, std::uint32_t column) const noexcept {
        if (!has(column)) return {.null = true, .bytes = {}};
        const std::uint32_t own = length_includes_itself ? 4 : 0;
        const auto length = read_u32(reader, version);
        if (length < own) reader.fail();
        return {.null = false, .bytes = reader.bytes(std::uint64_t{length} - own)};
    }
};

struct ArgumentLayout {
    using Item = v3::Value;
    Version version = Version::v2_0;
    [[nodiscard]] v3::Value read(ByteReader& reader, std::uint32_t) const noexcept {
        const auto length = read_u32(reader, version);
        // SQL NULL, which servers know from 7.4 on.
        if (length == ~std::uint32_t{0}) return {.null = true, .bytes = {}};
        return {.null = false, .bytes = reader.bytes(length)};
    }
};

// ---- untyped (frontend) ----

/// First packet of a session: fixed fields, of which a short packet lacks the last ones.
struct StartupPacket {
    Version version = Version::v2_0;
    std::uint16_t major = 0;
    std::uint16_t minor = 0;
    std::uint32_t message_type = 0;  ///< 0.0 has it in place of a version (`startup_type`)
    std::string_view database;       ///< empty = as the user
    std::string_view user;
    std::string_view options;         ///< command line for the backend
    std::string_view execution_file;  ///< 0.0; unused later
    std::string_view tty;             ///< where the backend's debug output should go
};
/// Answers Authentication 3, 4 and 5; in 0.0 it follows a start-up that announces it.
struct PasswordPacket {
    std::string_view user;      ///< 0.0 alone
    std::string_view password;  ///< never shown
};
/// Answers Authentication 6, on local sockets: what counts is not in the byte, which is a NUL.
struct SCMCredential {};

// ---- frontend ----

struct FunctionCall {
    std::uint32_t function_oid = 0;
    LaidOutList<ArgumentLayout> arguments;
};

// ---- backend ----

struct RowDescription {
    LaidOutList<ColumnLayout> columns;
};
struct AsciiRow {
    LaidOutList<RowLayout> columns;
};
/// Values of a binary cursor: the server's own memory up to 7.3, network byte order from 7.4 on.
struct BinaryRow {
    LaidOutList<RowLayout> columns;
};
struct CursorResponse {
    std::string_view portal;  ///< `blank` where the query named none
};

/// CopyData is one line, its newline included; CopyDone the line `\.` that ends them, of either
/// direction. A NULL FunctionCallResponse is that of a void function as well. GSSResponse and
/// Authentication code 8 are the parts of a Kerberos dialog, which is not PostgreSQL's own.
/// Errors and notices have `old_style` text; the ReadyForQuery of 2.0 has no status.
using Message =
    std::variant<v3::Unknown, StartupPacket, v3::SSLRequest, PasswordPacket, SCMCredential,
                 v3::GSSResponse, v3::Query, FunctionCall, v3::Terminate, v3::CopyData,
                 v3::CopyDone, v3::Authentication, v3::BackendKeyData, v3::CommandComplete,
                 v3::CopyResponse, AsciiRow, BinaryRow, CursorResponse, v3::EmptyQueryResponse,
                 v3::ErrorFields, v3::FunctionCallResponse, v3::NotificationResponse,
                 v3::ReadyForQuery, RowDescription>;

}  // namespace pgoscope::dissectors::v2
