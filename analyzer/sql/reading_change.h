#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzer/sql/reading.h"

namespace pgoscope::sql {

/// What a statement does to how the server reads the SQL of the session from then on.
struct ReadingChange {
    enum class Setting : char { standard_conforming_strings, client_encoding };
    Setting setting = Setting::standard_conforming_strings;
    /// As written, without quotes; empty where the setting goes back to what it was when the
    /// session began: DEFAULT, RESET, DISCARD ALL.
    std::string value;
    bool local = false;  ///< only to the end of the transaction: SET LOCAL
};

/// Whether a normalized text may be one that changes the reading. Most are not. DO, CALL, an UPDATE
/// of pg_settings and a set_config() in the midst of a statement may, in a way that reading_changes
/// does not tell.
[[nodiscard]] bool may_change_reading(std::string_view normalised) noexcept;

/// Adds a change behind others, in place of those that it makes void, so that `changes` has at most
/// two of each setting.
void add_change(std::vector<ReadingChange>& changes, ReadingChange change);

/// The changes that the statements of `sql`, as it was sent, make: SET, SET NAMES, RESET, DISCARD
/// ALL and set_config() with constants. In their order, as add_change leaves them.
[[nodiscard]] std::vector<ReadingChange> reading_changes(std::string_view sql, Reading reading);

/// What the server takes for a boolean value (guc.c: parse_bool): `on`, `1`, `t` ... Anything else
/// is false.
[[nodiscard]] bool is_true(std::string_view value) noexcept;

}  // namespace pgoscope::sql
