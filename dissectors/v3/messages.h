#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include "dissectors/list.h"
#include "dissectors/message_name.h"

/// Messages of protocol 3.0 and 3.2 as views (PostgreSQL documentation, "Message Formats"). A view
/// is valid as long as the bytes it was made from. Field names are the documentation's.
namespace pgoscope::dissectors::v3 {

/// A parameter, a column value or an argument: absent bytes are SQL NULL.
struct Value {
    bool null = false;
    Bytes bytes;
    static Value read(ByteReader& reader) noexcept {
        const auto length = reader.i32();
        if (length == -1) return {.null = true, .bytes = {}};
        if (length < 0) reader.fail();
        return {.null = false, .bytes = reader.bytes(static_cast<std::uint32_t>(length))};
    }
};

struct TypeOid {
    std::uint32_t oid = 0;
    static TypeOid read(ByteReader& reader) noexcept { return {reader.u32()}; }
};

struct Text {
    std::string_view text;
    static Text read(ByteReader& reader) noexcept { return {reader.c_string()}; }
};

struct NameValue {
    std::string_view name;
    std::string_view value;
    static NameValue read(ByteReader& reader) noexcept {
        const auto name = reader.c_string();
        return {name, reader.c_string()};
    }
};

/// One field of an ErrorResponse or NoticeResponse.
struct ErrorField {
    char code = 0;
    std::string_view value;
    static ErrorField read(ByteReader& reader) noexcept {
        const auto code = static_cast<char>(reader.u8());
        return {code, reader.c_string()};
    }
};

/// One column of a RowDescription.
struct Column {
    std::string_view name;
    std::uint32_t table_oid = 0;
    std::uint16_t attribute = 0;  ///< column number in that table, from 1; 0 = not a plain column
    std::uint32_t type_oid = 0;
    std::int16_t type_size = 0;  ///< bytes; -1 = varlena, -2 = NUL-terminated
    std::int32_t type_modifier = -1;
    std::uint16_t format = 0;
    static Column read(ByteReader& reader) noexcept {
        Column column;
        column.name = reader.c_string();
        column.table_oid = reader.u32();
        column.attribute = reader.u16();
        column.type_oid = reader.u32();
        column.type_size = reader.i16();
        column.type_modifier = reader.i32();
        column.format = reader.u16();
        return column;
    }
};

/// Format codes of values: none means all text, one stands for all, otherwise one a value.
class FormatCodes {
  public:
    FormatCodes() = default;
    FormatCodes(std::uint16_t count, Bytes bytes) noexcept : count_(count), bytes_(bytes) {}
    [[nodiscard]] std::uint16_t count() const noexcept { return count_; }
    [[nodiscard]] Bytes bytes() const noexcept { return bytes_; }
    /// Code as sent, `index` from 0.
    [[nodiscard]] std::uint16_t code(std::size_t index) const noexcept {
        const auto at = index * 2;
        if (at + 1 >= bytes_.size()) return 0;
        return static_cast<std::uint16_t>(bytes_[at] << 8U | bytes_[at + 1]);
    }
    /// Format that holds for value `index`, from 0.
    [[nodiscard]] std::uint16_t format_of(std::size_t index) const noexcept {
        return code(count_ == 1 ? 0 : index);
    }

  private:
    std::uint16_t count_ = 0;
    Bytes bytes_;
};

// ---- untyped first packets (frontend) ----

struct StartupMessage {
    std::uint16_t major = 0;
    std::uint16_t minor = 0;
    List<NameValue> parameters;
};
struct SSLRequest {};
struct GSSENCRequest {};
struct CancelRequest {
    std::uint32_t process_id = 0;
    Bytes secret_key;  ///< never shown
};

/// The one byte that answers SSLRequest or GSSENCRequest: `S`, `G` or `N`.
struct EncryptionResponse {
    char answer = 0;
};

// ---- frontend ----

struct PasswordMessage {
    std::string_view password;  ///< never shown
};
struct SASLInitialResponse {
    std::string_view mechanism;
    bool has_response = false;
    Bytes response;  ///< never shown, but for the parts scram.h tells apart
};
struct SASLResponse {
    Bytes response;  ///< never shown, but for the parts scram.h tells apart
};
struct GSSResponse {
    Bytes token;  ///< never shown
};

struct Bind {
    std::string_view portal;
    std::string_view statement;
    FormatCodes parameter_formats;
    List<Value> parameters;
    FormatCodes result_formats;
};
/// What Close and Describe name: `S` a statement, `P` a portal.
struct Close {
    char kind = 0;
    std::string_view name;
};
struct Describe {
    char kind = 0;
    std::string_view name;
};
struct CopyFail {
    std::string_view message;
};
struct Execute {
    std::string_view portal;
    std::uint32_t max_rows = 0;  ///< 0 = all
};
struct Flush {};
struct FunctionCall {
    std::uint32_t function_oid = 0;
    FormatCodes argument_formats;
    List<Value> arguments;
    std::uint16_t result_format = 0;
};
struct Parse {
    std::string_view statement;
    std::string_view query;
    List<TypeOid> parameter_types;
};
struct Query {
    std::string_view query;
};
struct Sync {};
struct Terminate {};

// ---- both directions ----

struct CopyData {
    Bytes data;
};
struct CopyDone {};

// ---- backend ----

struct Authentication {
    std::uint32_t code = 0;
    Bytes salt;             ///< codes 4 and 5
    List<Text> mechanisms;  ///< code 10
    Bytes data;             ///< codes 8, 11 and 12; never shown, but for what scram.h tells apart
};
struct BackendKeyData {
    std::uint32_t process_id = 0;
    Bytes secret_key;  ///< never shown
};
struct BindComplete {};
struct CloseComplete {};
struct CommandComplete {
    std::string_view tag;
};
/// CopyInResponse, CopyOutResponse and CopyBothResponse.
struct CopyResponse {
    std::uint8_t overall_format = 0;
    FormatCodes column_formats;
};
struct DataRow {
    List<Value> columns;
};
struct EmptyQueryResponse {};
/// ErrorResponse and NoticeResponse. A field that the end of the kept bytes cuts is left out.
struct ErrorFields {
    List<ErrorField> fields;
    /// Text of an error that has no fields: in the style of protocols 1.0 and 2.0, what a server
    /// says that cannot speak 3.0 or could not fork; and VibeSQL's SubscriptionError.
    std::string_view old_style;

    [[nodiscard]] std::optional<std::string_view> find(char code) const noexcept {
        for (const auto& field : fields)
            if (field.code == code) return field.value;
        return std::nullopt;
    }
};
struct FunctionCallResponse {
    Value result;
};
struct NegotiateProtocolVersion {
    std::uint16_t major = 0;
    std::uint16_t minor = 0;
    List<Text> unrecognized_options;
};
struct NoData {};
struct NotificationResponse {
    std::uint32_t process_id = 0;
    std::string_view channel;
    std::string_view payload;
};
struct ParameterDescription {
    List<TypeOid> parameter_types;
};
struct ParameterStatus {
    std::string_view name;
    std::string_view value;
};
struct ParseComplete {};
struct PortalSuspended {};
struct ReadyForQuery {
    char status = 0;  ///< `I` idle, `T` in a transaction, `E` in a failed transaction
};
struct RowDescription {
    List<Column> columns;
};

/// A type byte that no message has.
struct Unknown {
    Bytes data;
};

using Message =
    std::variant<Unknown, StartupMessage, SSLRequest, GSSENCRequest, CancelRequest,
                 EncryptionResponse, PasswordMessage, SASLInitialResponse, SASLResponse,
                 GSSResponse, Bind, Close, Describe, CopyFail, Execute, Flush, FunctionCall, Parse,
                 Query, Sync, Terminate, CopyData, CopyDone, Authentication, BackendKeyData,
                 BindComplete, CloseComplete, CommandComplete, CopyResponse, DataRow,
                 EmptyQueryResponse, ErrorFields, FunctionCallResponse, NegotiateProtocolVersion,
                 NoData, NotificationResponse, ParameterDescription, ParameterStatus, ParseComplete,
                 PortalSuspended, ReadyForQuery, RowDescription>;

}  // namespace pgoscope::dissectors::v3
