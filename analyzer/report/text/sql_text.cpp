#include "analyzer/report/text/sql_text.h"

#include "analyzer/sql/failed_constant.h"
#include "analyzer/sql/secrets.h"
#include "analyzer/sql/secrets/secret_names.h"

namespace pgoscope::report {

std::string_view SqlText::shown(std::string_view sql, sql::Reading reading, const Options& options,
                                Prepared prepared, bool cut) {
    return options.redact ? normalised(sql, reading) : without_secrets(sql, reading, prepared, cut);
}

std::string_view SqlText::without_secrets(std::string_view sql, sql::Reading reading,
                                          Prepared prepared, bool cut) {
    return cleaned(sql, sql::TextKind::code, reading, prepared, cut);
}

std::string_view SqlText::prose(std::string_view text) {
    const auto shown = cleaned(text, sql::TextKind::prose, sql::any_reading);
    if (!sql::quotes_constant(shown)) return shown;
    buffer_ = sql::without_quoted_constant(shown);
    return buffer_;
}

std::string_view SqlText::value(std::string_view text) {
    return cleaned(text, sql::TextKind::prose, sql::any_reading);
}

std::string_view SqlText::setting(std::string_view name, std::string_view value) {
    if (sql::is_secret_setting(name) && !value.empty()) return "redacted";
    return prose(value);
}

std::string_view SqlText::cleaned(std::string_view text, sql::TextKind kind, sql::Reading reading,
                                  Prepared prepared, bool cut) {
    if (!cut && prepared.empty() && !sql::may_hold_secrets(text)) return text;
    buffer_.clear();
    sql::append_without_secrets(buffer_, text, kind, reading, prepared, cut);
    return buffer_;
}

std::string_view SqlText::normalised(std::string_view sql, sql::Reading reading) {
    // A secret without quotes is no constant to the normalizer.
    std::string without_secrets;
    if (sql::may_hold_secrets(sql)) {
        sql::append_without_secrets(without_secrets, sql, sql::TextKind::code, reading);
        sql = without_secrets;
    }
    buffer_.clear();
    normaliser_.start(sql, false, reading);
    for (auto statement = normaliser_.next(); !statement.text.empty();
         statement = normaliser_.next()) {
        if (!buffer_.empty()) buffer_.append("; ");
        buffer_.append(statement.text);
    }
    return buffer_;
}

}  // namespace pgoscope::report
