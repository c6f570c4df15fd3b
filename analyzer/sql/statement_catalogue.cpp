#include "analyzer/sql/statement_catalogue.h"

#include <algorithm>

#include <xxhash.h>

#include "analyzer/sql/fingerprint.h"
#include "analyzer/sql/reading_change.h"
#include "analyzer/sql/secrets.h"

namespace pgoscope::sql {
namespace {

/// At most `StatementCatalogue::text_bytes` of `text`, cut between UTF-8 sequences.
std::string_view kept_text(std::string_view text) {
    if (text.size() <= StatementCatalogue::text_bytes) return text;
    std::size_t end = StatementCatalogue::text_bytes;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
        --end;
    return text.substr(0, end);
}

}  // namespace

std::size_t StatementCatalogue::SeededHash::operator()(std::uint64_t fingerprint) const noexcept {
    return static_cast<std::size_t>(((fingerprint ^ seed) * 0x9E3779B97F4A7C15ULL) >> 16);
}

StatementCatalogue::StatementCatalogue(std::uint32_t capacity, std::uint64_t seed)
    : capacity_(capacity),
      seed_(seed),
      recent_(recent_texts),
      by_fingerprint_(0, SeededHash{seed}) {
    constexpr std::string_view text = "(other statements)";
    Statement& others = statements_.emplace_back();
    others.fingerprint = fingerprint(text);
    others.text = text;
}

std::span<const StatementId> StatementCatalogue::intern(std::string_view sql, bool truncated,
                                                        Reading reading) {
    // A cut text is not the text that happens to end there, nor one that is read in another way.
    const std::uint64_t how = (truncated ? 1U : 0U) | (reading.backslash_escapes ? 2U : 0U) |
                              (reading.assumed ? 4U : 0U) |
                              (static_cast<std::uint64_t>(reading.trail_bytes) << 3U);
    const std::uint64_t hash = XXH3_64bits_withSeed(sql.data(), sql.size(), seed_ + how);
    RecentText& recent = recent_[hash % recent_texts];
    const auto length = static_cast<std::uint32_t>(sql.size());
    if (recent.hash == hash && recent.length == length && length != 0) {
        may_hold_secrets_ = recent.may_hold_secrets;
        return {recent.ids.data(), recent.count};
    }

    may_hold_secrets_ = may_hold_secrets(sql);
    ids_.clear();
    normaliser_.start(sql, truncated, reading);
    for (auto next = normaliser_.next(); !next.text.empty(); next = normaliser_.next()) {
        ids_.push_back(add(next));
    }
    // Texts that overflow are not remembered, so that each time is counted.
    const bool overflows = std::find(ids_.begin(), ids_.end(), overflow) != ids_.end();
    if (!overflows && ids_.size() <= RecentText::most_statements) {
        recent.hash = hash;
        recent.length = length;
        recent.count = static_cast<std::uint16_t>(ids_.size());
        recent.may_hold_secrets = may_hold_secrets_;
        std::copy(ids_.begin(), ids_.end(), recent.ids.begin());
    }
    return ids_;
}

StatementId StatementCatalogue::intern_unknown(std::string_view name) {
    std::string text = "unknown statement ";
    text += name.empty() ? std::string_view("(unnamed)") : name;
    return intern_text(text);
}

StatementId StatementCatalogue::intern_unknown_portal(std::string_view name) {
    std::string text = "unknown statement of portal ";
    text += name.empty() ? std::string_view("(unnamed)") : name;
    return intern_text(text);
}

StatementId StatementCatalogue::intern_cut_off() {
    return intern_text("unknown statement (the capture lacks this part of the Query)");
}

StatementId StatementCatalogue::intern_left_out() {
    return intern_text("statements of long Queries beyond --limit-query-statements");
}

StatementId StatementCatalogue::intern_text(std::string_view text) {
    return add({.text = text, .fingerprint = fingerprint(text), .truncated = true});
}

StatementId StatementCatalogue::add(const NormalisedStatement& normalised) {
    const std::uint64_t print = normalised.fingerprint;
    if (const auto found = by_fingerprint_.find(print); found != by_fingerprint_.end()) {
        return found->second;
    }
    if (by_fingerprint_.size() >= capacity_) {
        ++overflowed_;
        return overflow;
    }

    const std::string_view kept = kept_text(normalised.text);
    const bool whole = normalised.whole && kept.size() == normalised.text.size();
    const auto id = static_cast<StatementId>(statements_.size());
    Statement& statement = statements_.emplace_back();
    statement.id = id;
    statement.fingerprint = print;
    statement.text = kept;
    if (!whole) statement.text += " ...";
    statement.truncated = normalised.truncated || !whole;
    statement.target = command_target(kept);
    statement.changes_reading = may_change_reading(kept);
    by_fingerprint_.emplace(print, id);
    return id;
}

}  // namespace pgoscope::sql
