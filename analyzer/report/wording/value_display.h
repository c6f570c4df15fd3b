#pragma once

#include <bit>
#include <cstdint>
#include <optional>
#include <string>

#include "analyzer/encoding/converter.h"
#include "analyzer/events/copy_payload.h"
#include "analyzer/events/sink.h"
#include "analyzer/report/json/json_writer.h"
#include "analyzer/sql/secrets.h"

namespace pgoscope::report {

/// How a value was sent, as far as that is known.
struct ValueKind {
    /// Format code: 0 text, 1 binary. Not known: what reads as text is taken for it.
    std::optional<std::uint16_t> format;
    std::uint32_t type_oid = 0;  ///< 0 = not known
    std::int32_t type_modifier = -1;
    bool of_redshift = false;  ///< whose binary format is not PostgreSQL's
    std::optional<std::endian> in_memory = std::nullopt;  ///< as events::ResultColumn's
    bool secret = false;  ///< by the name of its column, or by its place in the statement
};

/// Appends the text of a value that is not NULL: text as it is, binary as the server would print
/// it, what cannot be decoded as `\x` and hex. The text may be any bytes. `redacted` in place of a
/// secret, and of those that the text itself tells (analyzer/sql/secrets.h). Text that `converter`
/// can make UTF-8 becomes so; null = it is left as it is.
void append_value(std::string& out, Bytes value, ValueKind kind,
                  encoding::Converter* converter = nullptr);

/// For the values that a message carries.
[[nodiscard]] inline encoding::Converter* converter_of(const events::MessageEvent& event) noexcept {
    return event.session.converters[event.direction == events::Direction::frontend ? 0 : 1];
}

/// Kind of column `index` of rows of that shape; null = not known.
[[nodiscard]] ValueKind shape_kind(const events::ResultShape* shape, std::size_t index) noexcept;

/// Kind of column `index` of rows that COPY carries.
[[nodiscard]] ValueKind copied_kind(const events::RowsPayload& rows, std::size_t index) noexcept;

/// Whether a column of these rows is one of secrets.
[[nodiscard]] bool names_secrets(const events::RowsPayload& rows) noexcept;

/// Kind of column `index` of a DataRow.
[[nodiscard]] ValueKind column_kind(const events::MessageEvent& event, std::size_t index) noexcept;

/// Kinds of the parameters of a statement, which came in these formats. Reads the statement once,
/// to know which of them are secrets.
class ParameterKinds {
  public:
    ParameterKinds(const events::PreparedStatement* statement,
                   const dissectors::v3::FormatCodes& formats);
    /// Of parameter `index`, from 0.
    [[nodiscard]] ValueKind operator()(std::size_t index) const noexcept;

  private:
    const events::PreparedStatement* statement_;
    const dissectors::v3::FormatCodes& formats_;
    sql::SecretParameters secrets_;
};

/// What Bind carried, taken from the copy that a portal keeps. Empty where none was kept.
struct BoundParameters {
    dissectors::v3::FormatCodes formats;
    dissectors::List<dissectors::v3::Value> values;
};
[[nodiscard]] BoundParameters bound_parameters(const events::Portal& portal) noexcept;

/// `text`, `binary`, `hyper_binary` or the number of another format code.
void write_format(JsonWriter& json, std::uint16_t format);
void write_formats(JsonWriter& json, std::string_view name,
                   const dissectors::v3::FormatCodes& formats);

/// Name of a type, or its OID in digits where it has none known. A reused buffer keeps the digits.
[[nodiscard]] std::string_view type_label(std::uint32_t oid, std::string& buffer);
/// The same among the types of Redshift, some of whose OIDs PostgreSQL does not have.
[[nodiscard]] std::string_view redshift_type_label(std::uint32_t oid, std::string& buffer);

}  // namespace pgoscope::report
