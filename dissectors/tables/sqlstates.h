#pragma once

#include <string_view>

namespace pgoscope::dissectors {

/// What a condition reports, as errcodes.txt of the server classes it.
enum class SqlStateLevel : char { error = 'E', warning = 'W', success = 'S' };

/// One SQLSTATE, which is text: exactly five characters of 0-9 and A-Z, the first two its class.
/// Generated from data/sqlstate.tsv; codes that only older servers send are in it too.
struct SqlState {
    std::string_view code;
    SqlStateLevel level;
    /// `unique_violation`; not unique, since some conditions exist in two classes.
    std::string_view condition;
};

/// Null for text that is not a SQLSTATE, and for codes that servers and extensions made up.
/// What it points to lives as long as the program.
[[nodiscard]] const SqlState* find_sqlstate(std::string_view code) noexcept;

/// "23505" -> "unique_violation"; empty when unknown.
[[nodiscard]] std::string_view condition_name(std::string_view code) noexcept;

/// "23" or any SQLSTATE of that class -> "Integrity Constraint Violation"; empty when unknown.
[[nodiscard]] std::string_view class_name(std::string_view class_or_code) noexcept;

}  // namespace pgoscope::dissectors
