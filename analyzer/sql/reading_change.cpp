#include "analyzer/sql/reading_change.h"

#include <algorithm>
#include <array>
#include <optional>

#include "analyzer/sql/byte_class.h"
#include "analyzer/sql/words.h"

namespace pgoscope::sql {
namespace {

using Setting = ReadingChange::Setting;

constexpr std::string_view strings_name = "standard_conforming_strings";
constexpr std::string_view encoding_name = "client_encoding";

bool same_folded(std::string_view text, std::string_view lower_case) noexcept {
    return std::equal(text.begin(), text.end(), lower_case.begin(), lower_case.end(),
                      [](char left, char right) { return fold(left) == right; });
}

std::optional<Setting> setting_named(std::string_view name) noexcept {
    if (same_folded(name, strings_name)) return Setting::standard_conforming_strings;
    if (same_folded(name, encoding_name)) return Setting::client_encoding;
    return std::nullopt;
}

/// A constant, a name or a number.
std::string take_value(Words& words) {
    std::string value = words.at(TokenKind::string) ? words.string() : words.name();
    if (value.empty()) value = words.text();
    words.advance();
    return value;
}

void add(std::vector<ReadingChange>& changes, Setting setting, std::string value, bool local) {
    if (same_folded(value, "default")) value.clear();
    add_change(changes, {setting, std::move(value), local});
}

/// Behind SET.
void read_set(Words& words, std::vector<ReadingChange>& changes) {
    const bool local = !words.accept("session") && words.accept("local");
    if (words.accept("names")) {
        const bool nothing = words.ended();
        add(changes, Setting::client_encoding, nothing ? std::string() : take_value(words), local);
        return;
    }
    const auto setting = setting_named(words.name());
    if (!setting) return;
    words.advance();
    if (words.accept("to") || words.accept(TokenKind::op))
        add(changes, *setting, take_value(words), local);
}

/// Behind RESET or DISCARD.
void read_reset(Words& words, std::vector<ReadingChange>& changes) {
    const bool all = words.is("all");
    const auto setting = setting_named(words.name());
    for (const auto each : {Setting::standard_conforming_strings, Setting::client_encoding})
        if (all || setting == each) add_change(changes, {.setting = each, .value = {}});
}

/// `set_config('name', 'value', local)` anywhere in a query.
void read_set_config(Words& words, std::vector<ReadingChange>& changes) {
    while (!words.ended()) {
        if (!words.accept("set_config")) {
            words.advance();
            continue;
        }
        if (!words.accept(TokenKind::open_paren)) continue;
        const auto setting = setting_named(words.string());
        words.advance();
        if (!setting || !words.accept(TokenKind::comma) || !words.at(TokenKind::string)) continue;
        auto value = words.string();
        words.advance();
        words.accept(TokenKind::comma);
        add(changes, *setting, std::move(value), is_true(words.name()));
    }
}

}  // namespace

bool may_change_reading(std::string_view normalised) noexcept {
    constexpr std::array commands{std::string_view("set names"), std::string_view("reset all"),
                                  std::string_view("set session names"),
                                  std::string_view("set local names"),
                                  std::string_view("discard all")};
    const auto starts = [&](std::string_view command) { return normalised.starts_with(command); };
    if (std::ranges::any_of(commands, starts)) return true;
    if (starts("do ") || starts("call ")) return true;
    if (starts("set ") || starts("reset "))
        return normalised.find(strings_name) != std::string_view::npos ||
               normalised.find(encoding_name) != std::string_view::npos;
    return normalised.find("set_config(") != std::string_view::npos ||
           (starts("update") && normalised.find("pg_settings") != std::string_view::npos);
}

void add_change(std::vector<ReadingChange>& changes, ReadingChange change) {
    std::erase_if(changes, [&](const ReadingChange& other) {
        return other.setting == change.setting && (other.local || !change.local);
    });
    changes.push_back(std::move(change));
}

std::vector<ReadingChange> reading_changes(std::string_view sql, Reading reading) {
    std::vector<ReadingChange> changes;
    for (Words words(sql, reading); !words.at(TokenKind::end);) {
        if (words.accept("set"))
            read_set(words, changes);
        else if (words.accept("reset") || words.accept("discard"))
            read_reset(words, changes);
        else if (words.is("select"))
            read_set_config(words, changes);
        while (!words.ended())
            words.advance();
        words.accept(TokenKind::semicolon);
    }
    return changes;
}

bool is_true(std::string_view value) noexcept {
    const auto begins = [value](std::string_view word, std::size_t least) {
        return value.size() >= least && value.size() <= word.size() &&
               same_folded(value, word.substr(0, value.size()));
    };
    return begins("true", 1) || begins("yes", 1) || begins("on", 2) || value == "1";
}

}  // namespace pgoscope::sql
