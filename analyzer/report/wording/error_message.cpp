#include "analyzer/report/wording/error_message.h"

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/report/text/sql_text.h"
#include "analyzer/sql/quoted_values.h"
#include "analyzer/sql/secrets.h"
#include "dissectors/v2/error_text.h"

namespace pgoscope::report {
namespace {

using dissectors::v3::ErrorFields;

/// Without what is known to be a value, all that the message quotes, and secrets.
std::string without_anything_quoted(const ErrorFields& message, std::string_view text,
                                    std::vector<sql::TextRange> values) {
    std::vector<std::string_view> names;
    for (const char code : {'s', 't', 'c', 'd', 'n'})
        if (const auto name = message.find(code)) names.push_back(*name);
    const sql::ServerMessage judged{.text = text,
                                    .sqlstate = message.find('C').value_or(std::string_view{}),
                                    .routine = message.find('R').value_or(std::string_view{}),
                                    .names = names};
    for (const auto& found : {sql::quoted_values(judged, nullptr, sql::Literals{0}),
                              sql::secret_ranges(text, sql::TextKind::prose, sql::any_reading)})
        values.insert(values.end(), found.begin(), found.end());
    return sql::without_ranges(text, sql::merged(std::move(values)));
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
    const auto clean = without_anything_quoted(
        message.fields, text, quoted_ranges(index, message.quoted, options.redact));
    return std::string(sql.prose(clean));
}

}  // namespace pgoscope::report
