#include "analyzer/session/sql_text/sql_settings.h"

#include <charconv>
#include <utility>

namespace pgoscope::session {
namespace {

/// First version that has the setting.
constexpr unsigned strings_major = 8;
constexpr unsigned strings_minor = 1;

/// Of `7.4.19`, `8.0beta`, `15.4 (Debian 15.4-1)`; nothing for other systems' texts.
bool is_before_strings(std::string_view server_version) noexcept {
    unsigned major = 0;
    unsigned minor = 0;
    const char* const end = server_version.data() + server_version.size();
    const auto read = std::from_chars(server_version.data(), end, major);
    if (read.ec != std::errc()) return false;
    if (read.ptr != end && *read.ptr == '.')
        static_cast<void>(std::from_chars(read.ptr + 1, end, minor));
    return major < strings_major || (major == strings_major && minor < strings_minor);
}

}  // namespace

void SqlSettings::begin_old_protocol() noexcept {
    unreported_ = true;
    for (Values* values : {&reported_, &expected_, &initial_}) {
        values->strings_known = true;
        values->backslash_escapes = true;
    }
}

void SqlSettings::on_parameter_status(std::string_view name, std::string_view value) noexcept {
    if (name == "standard_conforming_strings") {
        reported_.strings_known = true;
        reported_.backslash_escapes = !sql::is_true(value);
        if (!initial_.strings_known)
            initial_ = {true, reported_.backslash_escapes, initial_.encoding};
    } else if (name == "client_encoding") {
        reported_.encoding = encoding::find_encoding(value);
        if (initial_.encoding == nullptr) initial_.encoding = reported_.encoding;
    } else {
        return;
    }
    if (!is_ahead_) expected_ = reported_;
}

void SqlSettings::on_open(std::string_view server_version) noexcept {
    if (!reported_.strings_known) {
        reported_.strings_known = is_before_strings(server_version);
        reported_.backslash_escapes = reported_.strings_known;
    }
    initial_ = reported_;
    expected_ = reported_;
}

void SqlSettings::set(Values& values, const sql::ReadingChange& change) const noexcept {
    const bool initial = change.value.empty();
    if (change.setting == sql::ReadingChange::Setting::client_encoding) {
        values.encoding = initial ? initial_.encoding : encoding::find_encoding(change.value);
        return;
    }
    values.strings_known = !initial || initial_.strings_known;
    values.backslash_escapes = initial ? initial_.backslash_escapes : !sql::is_true(change.value);
}

void SqlSettings::on_request(const std::vector<sql::ReadingChange>& changes) {
    for (const auto& change : changes)
        sql::add_change(changes_, change);
    is_ahead_ = true;
}

void SqlSettings::on_transaction_boundary() {
    if (is_ahead_) ended_to_ = on_commit_.value_or(expected_);
}

void SqlSettings::on_rollback() {
    if (is_ahead_) ended_to_ = on_rollback_.value_or(expected_);
    changes_.clear();
}

void SqlSettings::apply_request() {
    if (ended_to_) {
        expected_ = *std::exchange(ended_to_, std::nullopt);
        on_rollback_.reset();
        on_commit_.reset();
    }
    for (const auto& change : std::exchange(changes_, {})) {
        if (!on_rollback_) on_rollback_ = on_commit_ = expected_;
        set(expected_, change);
        if (!change.local) set(*on_commit_, change);
    }
}

bool SqlSettings::on_transaction_end(bool rolled_back) noexcept {
    if (!unreported_ || !on_rollback_ || !on_commit_) return false;
    expected_ = rolled_back ? *on_rollback_ : *on_commit_;
    reported_ = expected_;
    on_rollback_.reset();
    on_commit_.reset();
    return true;
}

void SqlSettings::on_all_answered(events::TransactionStatus transaction) noexcept {
    const bool goes_on = unreported_ && transaction != events::TransactionStatus::idle;
    if (unreported_ && !failed_) reported_ = goes_on ? expected_ : on_commit_.value_or(expected_);
    expected_ = reported_;
    failed_ = false;
    if (!goes_on) {
        on_rollback_.reset();
        on_commit_.reset();
    }
    ended_to_.reset();
    changes_.clear();
    is_ahead_ = false;
}

sql::Reading SqlSettings::reading(bool converted) const noexcept {
    const auto* const encoding = expected_.encoding;
    const bool encoding_known = encoding != nullptr;
    return {.backslash_escapes = expected_.backslash_escapes,
            .trail_bytes = converted || !encoding_known ? sql::TrailBytes::high
                                                        : trail_bytes(encoding->characters),
            .assumed = is_ahead_ || !expected_.strings_known || !(encoding_known || converted)};
}

}  // namespace pgoscope::session
