#include "analyzer/report/sql_text.h"

#include <algorithm>
#include <cstddef>

#include "analyzer/sql/byte_class.h"
#include "analyzer/sql/lexer.h"

namespace pgoscope::report {
namespace {

bool same_folded(std::string_view text, std::string_view lower_case) noexcept {
    return text.size() == lower_case.size() &&
           std::equal(text.begin(), text.end(), lower_case.begin(),
                      [](char a, char b) { return sql::fold(a) == b; });
}

/// The text behind the first `password` in any case; null data where there is none.
std::string_view behind_password(std::string_view text) noexcept {
    static constexpr std::string_view word = "password";
    static constexpr std::size_t rare = 4;  // its `w` is what SQL has least of
    for (std::size_t at = rare; at < text.size(); ++at) {
        if (sql::fold(text[at]) == word[rare] &&
            same_folded(text.substr(at - rare, word.size()), word))
            return text.substr(at - rare + word.size());
    }
    return {};
}

/// `password=...`, `password = ...`: a connection string.
bool holds_password(std::string_view string) noexcept {
    for (auto rest = behind_password(string); rest.data() != nullptr;
         rest = behind_password(rest)) {
        const auto next = rest.find_first_not_of(" \t\r\n");
        if (next != std::string_view::npos && rest[next] == '=') return true;
    }
    return false;
}

}  // namespace

std::string_view SqlText::shown(std::string_view sql, const Options& options) {
    return options.redact ? normalised(sql) : without_passwords(sql);
}

std::string_view SqlText::without_passwords(std::string_view sql) {
    if (behind_password(sql).data() == nullptr) return sql;
    buffer_.clear();
    sql::Lexer lexer{sql};
    const char* copied = sql.data();  // up to here
    bool after_password = false;
    for (auto token = lexer.next(); token.kind != sql::TokenKind::end; token = lexer.next()) {
        const bool secret = token.kind == sql::TokenKind::string &&
                            (after_password || holds_password(token.text()));
        after_password = (token.kind == sql::TokenKind::identifier ||
                          token.kind == sql::TokenKind::quoted_identifier) &&
                         behind_password(token.text()).data() != nullptr;
        if (!secret) continue;
        buffer_.append(copied, token.text().data());
        buffer_.append("'redacted'");
        copied = token.text().data() + token.text().size();
    }
    buffer_.append(copied, sql.data() + sql.size());
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
