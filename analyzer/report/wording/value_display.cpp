#include "analyzer/report/wording/value_display.h"

#include <algorithm>

#include "analyzer/report/text/text.h"
#include "analyzer/report/text/utf8.h"
#include "analyzer/sql/secrets/secret_names.h"
#include "dissectors/dialect.h"
#include "dissectors/hyper/values.h"
#include "dissectors/redshift/values.h"
#include "dissectors/tables/types.h"
#include "dissectors/v2/native_values.h"
#include "dissectors/values/value_text.h"

namespace pgoscope::report {
namespace {

using dissectors::v3::FormatCodes;

constexpr std::uint16_t text_format = 0;
constexpr std::uint16_t binary_format = 1;
constexpr auto hyper_binary_format = dissectors::hyper::format_code;

void append_hex(std::string& out, Bytes bytes) {
    static constexpr std::string_view digits = "0123456789abcdef";
    out.append("\\x");
    for (const auto byte : bytes) {
        out.push_back(digits[byte >> 4U]);
        out.push_back(digits[byte & 0xfU]);
    }
}

bool reads_as_text(std::string_view bytes) noexcept {
    const auto is_control = [](char c) {
        return static_cast<std::uint8_t>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r';
    };
    return is_utf8(bytes) && std::none_of(bytes.begin(), bytes.end(), is_control);
}

/// `raw` and `malformed` where the value's format is not known or it is not well-formed.
dissectors::ValueText::Form append_decoded(std::string& out, Bytes value, ValueKind kind) {
    dissectors::ValueText decoded{dissectors::ValueText::Form::malformed, false};
    if (kind.in_memory)
        decoded = dissectors::v2::append_native_text(kind.type_oid, *kind.in_memory, value, out);
    else if (kind.format == hyper_binary_format)
        decoded = dissectors::hyper::append_text(kind.type_oid, kind.type_modifier, value, out);
    else if (kind.format == binary_format && kind.of_redshift)
        decoded = dissectors::redshift::append_text(kind.type_oid, kind.type_modifier, value, out);
    else if (kind.format == binary_format)
        decoded = dissectors::append_text(kind.type_oid, value, out);
    return decoded.form;
}

/// As FormatCodes: none means all text, one stands for all.
std::uint16_t format_of(const std::vector<std::uint16_t>& formats, std::size_t index) noexcept {
    const auto at = formats.size() == 1 ? 0 : index;
    return at < formats.size() ? formats[at] : text_format;
}

/// A result may be that of SHOW, whose column has the name of the setting, or of a function that
/// gives the value of any.
bool is_secret_column(std::string_view name) noexcept {
    if (sql::is_setting_function(name)) return true;
    const bool setting = name.find('.') != std::string_view::npos;
    return setting ? sql::is_secret_setting(name) : sql::is_secret_name(name);
}

/// Makes UTF-8 of what is behind `begin`, where it is text in another encoding.
void to_utf8(std::string& out, std::size_t begin, encoding::Converter* converter) {
    if (converter == nullptr) return;
    const auto text = out.substr(begin);
    out.resize(begin);
    if (!converter->append(text, encoding::Converter::Ends::whole, out)) out.append(text);
}

/// Redacts what is behind `begin` as far as it tells that it is secret.
void hide_secrets(std::string& out, std::size_t begin) {
    if (!sql::may_hold_secrets(std::string_view(out).substr(begin))) return;
    const auto text = out.substr(begin);
    out.resize(begin);
    sql::append_without_secrets(out, text, sql::TextKind::prose, sql::any_reading);
}

/// What cannot be decoded, such as a value of a type that is not known, if there is a secret in it;
/// of what is no text, nothing is shown then.
std::optional<std::string> secret_text(Bytes value) {
    const auto text = as_text(value);
    if (!sql::may_hold_secrets(text)) return std::nullopt;
    std::string shown;
    sql::append_without_secrets(shown, text, sql::TextKind::prose, sql::any_reading);
    if (shown == text) return std::nullopt;
    return reads_as_text(text) ? shown : "redacted";
}

}  // namespace

void append_value(std::string& out, Bytes value, ValueKind kind, encoding::Converter* converter) {
    if (kind.secret) {
        out.append("redacted");
        return;
    }
    const auto begin = out.size();
    out.append(as_text(value));
    to_utf8(out, begin, converter);
    const bool is_text = kind.format == text_format ||
                         (!kind.format && reads_as_text(std::string_view(out).substr(begin)));
    if (!is_text) {
        out.resize(begin);
        using enum dissectors::ValueText::Form;
        const auto form = append_decoded(out, value, kind);
        if (form == text) {
            to_utf8(out, begin, converter);
        } else if (const auto shown = secret_text(value)) {
            out.resize(begin);
            out.append(*shown);
        } else if (form == malformed) {
            return append_hex(out, value);
        }
    }
    hide_secrets(out, begin);
}

ValueKind shape_kind(const events::ResultShape* shape, std::size_t index) noexcept {
    if (shape == nullptr || index >= shape->size()) return {};
    const auto& column = (*shape)[index];
    return {.format = column.format,
            .type_oid = column.type_oid,
            .type_modifier = column.type_modifier,
            .in_memory = column.in_memory,
            .secret = is_secret_column(column.name)};
}

ValueKind copied_kind(const events::RowsPayload& rows, std::size_t index) noexcept {
    auto kind = shape_kind(rows.shape, index);
    // Without a shape, nothing tells which of the columns it is.
    if (rows.shape == nullptr) kind.secret = rows.of_secrets;
    return kind;
}

bool names_secrets(const events::RowsPayload& rows) noexcept {
    if (rows.of_secrets) return true;
    return rows.shape != nullptr &&
           std::any_of(rows.shape->begin(), rows.shape->end(),
                       [](const auto& column) { return is_secret_column(column.name); });
}

ValueKind column_kind(const events::MessageEvent& event, std::size_t index) noexcept {
    auto kind = shape_kind(event.shape, index);
    // Without a shape, nothing tells which of the columns it is.
    const auto* statement = event.statement;
    if (statement == nullptr && event.portal != nullptr) statement = event.portal->statement.get();
    if (event.shape == nullptr && statement != nullptr) kind.secret = statement->may_return_secrets;
    if (kind.format) {
        kind.of_redshift = event.session.server_kind == to_string(dissectors::ServerKind::redshift);
    }
    // Describe of a statement comes before Bind chooses the formats, which then hold.
    if (event.portal != nullptr) kind.format = format_of(event.portal->result_formats, index);
    return kind;
}

ParameterKinds::ParameterKinds(const events::PreparedStatement* statement,
                               const FormatCodes& formats)
    : statement_(statement), formats_(formats) {
    if (statement == nullptr) return;
    const bool cut = statement->sql.size() >= events::longest_kept_sql;
    secrets_ = sql::SecretParameters(statement->sql, sql::any_reading, cut);
}

ValueKind ParameterKinds::operator()(std::size_t index) const noexcept {
    ValueKind kind{.format = formats_.format_of(index)};
    if (statement_ != nullptr && index < statement_->parameter_types.size())
        kind.type_oid = statement_->parameter_types[index];
    kind.secret = secrets_.contains(static_cast<std::uint32_t>(index) + 1);
    return kind;
}

BoundParameters bound_parameters(const events::Portal& portal) noexcept {
    ByteReader reader{portal.bind};
    const auto format_count = reader.u16();
    const auto formats = reader.bytes(std::uint64_t{format_count} * 2);
    const auto value_count = reader.u16();
    if (!reader.ok()) return {};
    return {FormatCodes{format_count, formats}, {value_count, reader.rest()}};
}

void write_format(JsonWriter& json, std::uint16_t format) {
    if (format == text_format)
        json.value("text");
    else if (format == binary_format)
        json.value("binary");
    else if (format == hyper_binary_format)
        json.value("hyper_binary");
    else
        json.value(format);
}

void write_formats(JsonWriter& json, std::string_view name, const FormatCodes& formats) {
    json.begin_array(name);
    const auto at_hand = formats.bytes().size() / 2;
    for (std::size_t i = 0; i < at_hand; ++i)
        write_format(json, formats.code(i));
    json.end_array();
}

std::string_view type_label(std::uint32_t oid, std::string& buffer) {
    if (oid == 0) return "unspecified";
    const auto name = dissectors::type_name(oid);
    if (!name.empty()) return name;
    buffer.clear();
    append_number(buffer, oid);
    return buffer;
}

std::string_view redshift_type_label(std::uint32_t oid, std::string& buffer) {
    const auto name = dissectors::redshift::type_name(oid);
    return name.empty() ? type_label(oid, buffer) : name;
}

}  // namespace pgoscope::report
