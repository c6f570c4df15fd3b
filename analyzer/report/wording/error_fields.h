#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "analyzer/report/text/options.h"
#include "analyzer/report/text/quoted_text.h"
#include "analyzer/report/text/sql_text.h"

namespace pgoscope::report {

/// A field of ErrorResponse and NoticeResponse (PostgreSQL documentation, "Error and Notice Message
/// Fields").
struct ErrorFieldInfo {
    char code;
    std::string_view name;
    bool number = false;   ///< digits of a number
    bool content = false;  ///< may quote values of the application: dropped when redacted
    bool sql = false;
};

inline constexpr std::array<ErrorFieldInfo, 18> error_field_infos{{
    {.code = 'S', .name = "severity"},
    {.code = 'V', .name = "severity_nonlocalized"},
    {.code = 'C', .name = "sqlstate"},
    {.code = 'M', .name = "message"},
    {.code = 'D', .name = "detail", .content = true},
    {.code = 'H', .name = "hint", .content = true},
    {.code = 'P', .name = "position", .number = true},
    {.code = 'p', .name = "internal_position", .number = true},
    {.code = 'q', .name = "internal_query", .content = true, .sql = true},
    {.code = 'W', .name = "where", .content = true},
    {.code = 's', .name = "schema"},
    {.code = 't', .name = "table"},
    {.code = 'c', .name = "column"},
    {.code = 'd', .name = "data_type"},
    {.code = 'n', .name = "constraint"},
    {.code = 'F', .name = "file"},
    {.code = 'L', .name = "line", .number = true},
    {.code = 'R', .name = "routine"},
}};

/// Index into `error_field_infos`; its size for a code that is not defined.
[[nodiscard]] constexpr std::size_t error_field_index(char code) noexcept {
    std::size_t index = 0;
    while (index < error_field_infos.size() && error_field_infos[index].code != code)
        ++index;
    return index;
}

[[nodiscard]] constexpr bool shown(const ErrorFieldInfo& field, const Options& options) noexcept {
    return !(field.content && options.redact);
}

/// `value` of field `index` of the message, which is not M (see error_message.h), without passwords
/// and other secrets; redacted, also without values.
[[nodiscard]] inline std::string shown_value(const ErrorFieldInfo& field, SqlText& sql,
                                             std::string_view value, std::uint32_t index,
                                             const events::QuotedValues* quoted,
                                             const Options& options) {
    const auto shown = without_quoted(value, index, quoted, options.redact);
    return std::string(field.sql ? sql.without_secrets(shown) : sql.prose(shown));
}

}  // namespace pgoscope::report
