#include "analyzer/report/sql_text.h"

#include "analyzer/sql/failed_constant.h"
#include "analyzer/sql/secrets.h"

namespace pgoscope::report {

std::string_view SqlText::shown(std::string_view sql, const Options& options) {
    return options.redact ? normalised(sql) : without_passwords(sql);
}

std::string_view SqlText::without_passwords(std::string_view sql) {
    return without_secrets(sql, sql::TextKind::code);
}

std::string_view SqlText::prose(std::string_view text) {
    const auto shown = without_secrets(text, sql::TextKind::prose);
    if (!sql::quotes_constant(shown)) return shown;
    buffer_ = sql::without_quoted_constant(shown);
    return buffer_;
}

std::string_view SqlText::without_secrets(std::string_view text, sql::TextKind kind) {
    if (!sql::may_hold_secrets(text)) return text;
    buffer_.clear();
    sql::append_without_secrets(buffer_, text, kind);
    return buffer_;
}

std::string_view SqlText::normalised(std::string_view sql) {
    buffer_.clear();
    normaliser_.start(sql);
    for (auto statement = normaliser_.next(); !statement.text.empty();
         statement = normaliser_.next()) {
        if (!buffer_.empty()) buffer_.append("; ");
        buffer_.append(statement.text);
    }
    return buffer_;
}

}  // namespace pgoscope::report
