#include "analyzer/report/wording/error_message.h"

#include <cstdint>
#include <string_view>
#include <vector>

#include "analyzer/report/text/sql_text.h"
#include "analyzer/sql/quoted_values.h"
#include "dissectors/v2/error_text.h"

namespace pgoscope::report {
namespace {

using dissectors::v3::ErrorFields;

std::string without_anything_quoted(const ErrorFields& message, std::string_view text) {
    std::vector<std::string_view> names;
    for (const char code : {'s', 't', 'c', 'd', 'n'})
        if (const auto name = message.find(code)) names.push_back(*name);
    const sql::ServerMessage judged{.text = text,
                                    .sqlstate = message.find('C').value_or(std::string_view{}),
                                    .routine = message.find('R').value_or(std::string_view{}),
                                    .names = names};
    return sql::without_ranges(text, sql::quoted_values(judged, nullptr, sql::Literals{0}));
}

}  // namespace

std::string shown_message(const QuotingMessage& message, const Options& options) {
    std::string_view text;
    std::uint32_t index = 0;
    if (!message.fields.old_style.empty()) {
        text = dissectors::v2::read_error_text(message.fields.old_style).message;
    } else {
        for (const auto& field : message.fields.fields) {
            text = field.value;
            if (field.code == 'M') break;
            text = {};
            ++index;
        }
    }
    SqlText sql;
    const bool judged = message.quoted != nullptr && message.quoted->judged;
    if (!options.redact || judged) {
        const auto shown = without_quoted(text, index, message.quoted, options.redact);
        // What is hidden of a text may have been what told that the rest of it is a secret.
        if (!options.redact || sql.prose(text) == text) return std::string(sql.prose(shown));
    }
    const std::string clean(sql.prose(text));
    return without_anything_quoted(message.fields, clean);
}

}  // namespace pgoscope::report
