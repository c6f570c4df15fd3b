#include "analyzer/sql/secrets.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "analyzer/sql/lexer.h"
#include "analyzer/sql/secrets/finding.h"
#include "analyzer/sql/secrets/mentions.h"
#include "analyzer/sql/secrets/secret_names.h"
#include "analyzer/sql/secrets/sql_reader.h"

namespace pgoscope::sql {
namespace {

constexpr std::size_t longest_text = 0xFFFF'FFFE;

/// Whether a character of several bytes may end in a backslash.
bool may_end_in_backslash(std::string_view text) noexcept {
    for (auto at = text.find('\\', 1); at != std::string_view::npos; at = text.find('\\', at + 1))
        if (static_cast<unsigned char>(text[at - 1]) >= 0x80) return true;
    return false;
}

/// Those which may tell the text in different ways.
std::vector<Reading> readings_of(std::string_view text, Reading assumed) {
    if (!assumed.assumed) return {assumed};
    std::vector<Reading> all{{}};
    if (text.find('\\') == std::string_view::npos) return all;
    all.push_back({true, TrailBytes::high});
    if (!may_end_in_backslash(text)) return all;
    for (const auto trail :
         {TrailBytes::one, TrailBytes::one_or_katakana, TrailBytes::one_or_three}) {
        all.push_back({false, trail});
        all.push_back({true, trail});
    }
    return all;
}

/// Runs `use(finding)` for each reading; `asked` is an empty one, with what it is asked for.
template <class Use>
void read(std::string_view text, TextKind kind, Reading reading, const Finding& asked, Use use) {
    text = text.substr(0, longest_text);
    const Excerpt whole(text);
    for (const auto& each : readings_of(text, reading)) {
        auto finding = asked;
        finding.reading = each;
        find_secrets(finding, whole, kind);
        use(finding);
    }
}

/// Sorted, and joined where they touch or overlap.
void join(std::vector<TextRange>& spans) {
    std::sort(spans.begin(), spans.end(), [](const TextRange& a, const TextRange& b) {
        return a.begin != b.begin ? a.begin < b.begin : a.end < b.end;
    });
    std::size_t kept = 0;
    for (const auto& span : spans) {
        if (kept > 0 && span.begin <= spans[kept - 1].end)
            spans[kept - 1].end = std::max(spans[kept - 1].end, span.end);
        else
            spans[kept++] = span;
    }
    spans.resize(kept);
}

}  // namespace

bool may_hold_secrets(std::string_view text) noexcept {
    return mentions_secret(text);
}

std::vector<TextRange> secret_ranges(std::string_view text, TextKind kind, Reading reading,
                                     std::span<const PreparedSecrets> prepared, bool cut) {
    std::vector<TextRange> ranges;
    if (!cut && prepared.empty() && !mentions_secret(text)) return ranges;
    Finding asked;
    asked.prepared = prepared;
    asked.cut = cut;
    read(text, kind, reading, asked, [&](const Finding& finding) {
        for (const auto& span : finding.spans)
            ranges.push_back({span.begin, span.end});
    });
    join(ranges);
    return ranges;
}

void append_without_secrets(std::string& out, std::string_view text, TextKind kind, Reading reading,
                            std::span<const PreparedSecrets> prepared, bool cut) {
    std::size_t copied = 0;
    for (const auto& span : secret_ranges(text, kind, reading, prepared, cut)) {
        out.append(text.substr(copied, span.begin - copied)).append("redacted");
        copied = span.end;
    }
    out.append(text.substr(copied));
}

bool names_secret(std::string_view sql) {
    if (!mentions_secret(sql)) return false;
    Lexer lexer(sql);
    for (auto token = lexer.next(); token.kind != TokenKind::end; token = lexer.next()) {
        auto name = token.text();
        if (token.kind == TokenKind::quoted_identifier)
            name = name.substr(0, name.rfind('"'));
        else if (token.kind != TokenKind::identifier)
            continue;
        if (is_secret_name(name) || is_setting_function(name)) return true;
    }
    return false;
}

std::vector<std::string> secret_values(std::string_view text, TextKind kind, Reading reading,
                                       std::span<const PreparedSecrets> prepared) {
    std::vector<std::string> values;
    if (!mentions_secret(text) && prepared.empty()) return values;
    Finding asked;
    asked.keep_values = true;
    asked.prepared = prepared;
    read(text, kind, reading, asked, [&](Finding& finding) {
        for (auto& value : finding.values)
            if (values.size() < Finding::most_values &&
                std::find(values.begin(), values.end(), value) == values.end())
                values.push_back(std::move(value));
    });
    return values;
}

SecretParameters::SecretParameters(std::string_view sql, Reading reading, bool cut) {
    const bool mentioned = mentions_secret(sql);
    if (!mentioned && !cut) return;
    std::uint32_t highest = 0;
    Finding asked;
    asked.cut = cut;
    cut = cut && mentioned;
    read(sql, TextKind::code, reading, asked, [&](const Finding& finding) {
        numbers_.insert(numbers_.end(), finding.parameters.begin(), finding.parameters.end());
        highest = std::max(highest, finding.highest_parameter);
        cut = cut || finding.gave_up;
    });
    std::sort(numbers_.begin(), numbers_.end());
    if (cut) all_above_ = highest;
}

bool SecretParameters::contains(std::uint32_t number) const noexcept {
    return number > all_above_ ||
           (number <= 0xffff && std::binary_search(numbers_.begin(), numbers_.end(),
                                                   static_cast<std::uint16_t>(number)));
}

}  // namespace pgoscope::sql
