#include "analyzer/report/sections/report_page.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "analyzer/sql/statement.h"

namespace pgoscope::report {
namespace {

constexpr std::size_t widest_paragraph = 100;
constexpr std::size_t narrowest_paragraph = 20;
constexpr std::size_t label_width = 16;

}  // namespace

void Page::title(std::string_view of) {
    auto& out = buffer();
    const auto& facts = document_.facts;
    std::string text = facts.generator_name + ' ' + facts.generator_version + ": ";
    text.append(of);
    const auto& sources = facts.capture.sources;
    if (!sources.empty()) text.append(" of ").append(escape_controls(sources.front().path));
    if (sources.size() > 1)
        text.append(" and ").append(format_count(sources.size() - 1)).append(" more");
    append_painted(out, style_, Paint::dim, text);
    out.push_back('\n');
}

void Page::heading(std::string_view text) {
    auto& out = buffer();
    out.push_back('\n');
    append_painted(out, style_, Paint::header, text);
    out.push_back('\n');
}

void Page::paragraph(std::string_view text, std::size_t indent) {
    auto& out = buffer();
    const auto page = style_.width == 0 ? widest_paragraph
                                        : std::min<std::size_t>(style_.width, widest_paragraph);
    const auto width = std::max(page, indent + narrowest_paragraph) - indent;
    std::size_t used = 0;
    while (!text.empty()) {
        const auto word = text.substr(0, text.find(' '));
        text.remove_prefix(std::min(text.size(), word.size() + 1));
        const auto columns = display_width(word);
        if (used > 0 && used + 1 + columns > width) {
            out.push_back('\n');
            used = 0;
        }
        out.append(used == 0 ? indent : 1, ' ').append(word);
        used += columns + (used == 0 ? 0 : 1);
    }
    out.push_back('\n');
    commit();
}

void Page::table(const Table& table) {
    table.write(buffer(), style_);
    commit();
}

void Page::labelled(std::string_view label, std::string_view text) {
    auto& out = buffer();
    out.append("  ");
    const auto begin = out.size();
    out.append(label);
    pad_to(out, begin, label_width);
    out.append("  ");
    const auto text_begin = out.size();
    out.append(text);
    constexpr auto taken = label_width + 4;
    if (style_.width > taken) cut_to_width(out, text_begin, style_.width - taken);
    out.push_back('\n');
}

void Page::more(std::size_t entries) {
    if (entries == 0) return;
    std::string text;
    append_count(text, entries);
    paragraph(text.append(" more; ").append(document_.options.top_option).append(" 0 shows all"));
}

std::size_t shown_of(std::size_t total, const Options& options) noexcept {
    return std::min(total, options.most_entries());
}

std::string counts_line(const stats::BoundedCounts& counts) {
    static constexpr std::size_t most_names = 6;
    std::vector<std::pair<std::string_view, std::uint64_t>> ranked(counts.begin(), counts.end());
    std::stable_sort(ranked.begin(), ranked.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
    std::string line;
    const auto shown = std::min(ranked.size(), most_names);
    for (std::size_t i = 0; i < shown; ++i) {
        if (i > 0) line.append(", ");
        append_escaped(line, ranked[i].first.empty() ? "(none)" : ranked[i].first);
        line.append(" ").append(format_count(ranked[i].second));
    }
    if (shown < ranked.size())
        line.append(", ").append(format_count(ranked.size() - shown)).append(" others");
    return line;
}

std::string statement_line(const sql::Statement* statement) {
    std::string line;
    if (statement == nullptr)
        line.append("(statement not known: prepared before the capture began)");
    else
        append_sql_line(line, statement->text);
    return line;
}

std::string format_share(double share) {
    const double percent = std::max(0.0, share * 100);
    const auto tenths = std::llround(percent * 10);
    auto text = std::to_string(percent < 9.95 ? tenths / 10 : std::llround(percent));
    if (percent < 9.95) text.append(".").append(std::to_string(tenths % 10));
    return text.append(" %");
}

}  // namespace pgoscope::report
