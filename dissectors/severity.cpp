#include "dissectors/severity.h"

#include "dissectors/v2/error_text.h"

namespace pgoscope::dissectors {

std::string_view severity_of(const v3::ErrorFields& fields) noexcept {
    if (!fields.old_style.empty()) return v2::read_error_text(fields.old_style).severity;
    if (const auto fixed = fields.find('V')) return *fixed;
    return fields.find('S').value_or(std::string_view{});
}

bool ends_session(const v3::ErrorFields& fields) noexcept {
    const auto severity = severity_of(fields);
    return severity.starts_with("FATAL") || severity.starts_with("PANIC");
}

}  // namespace pgoscope::dissectors
