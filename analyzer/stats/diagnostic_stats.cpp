#include "analyzer/stats/diagnostic_stats.h"

#include <algorithm>
#include <tuple>

#include "dissectors/severity.h"

namespace pgoscope::stats {
namespace {

constexpr std::size_t most_statements = 100;

void count_statement(SqlStateStats& stats, const sql::Statement* statement, std::uint64_t count) {
    if (statement == nullptr) return;
    const auto found = std::find_if(stats.statements.begin(), stats.statements.end(),
                                    [&](const auto& entry) { return entry.first == statement; });
    if (found != stats.statements.end())
        found->second += count;
    else if (stats.statements.size() < most_statements)
        stats.statements.emplace_back(statement, count);
}

bool is_refusal(const events::MessageEvent& event) noexcept {
    return event.session.never_opened && event.name() == dissectors::MessageName::ErrorResponse;
}

void merge_sqlstate(SqlStateStats& into, const SqlStateStats& from, std::size_t samples) {
    into.count += from.count;
    into.at_startup += from.at_startup;
    if (into.first_at_startup == 0) into.first_at_startup = from.first_at_startup;
    merge_counts(into.severities, from.severities);
    for (std::size_t code = 0; code < into.field_counts.size(); ++code)
        into.field_counts[code] += from.field_counts[code];
    for (const auto& [statement, count] : from.statements)
        count_statement(into, statement, count);
    into.samples.insert(into.samples.end(), from.samples.begin(), from.samples.end());
    std::stable_sort(
        into.samples.begin(), into.samples.end(), [](const Diagnostic& a, const Diagnostic& b) {
            return std::tie(a.time, a.session, a.packet) < std::tie(b.time, b.session, b.packet);
        });
    if (into.samples.size() > samples) into.samples.resize(samples);
    into.burst.merge(from.burst);
}

}  // namespace

void Burst::count(const Second& part) noexcept {
    const bool first =
        first_.count == 0 || (last_.begin == first_.begin && part.begin == first_.begin);
    if (last_.count == 0 || last_.begin != part.begin) last_ = {part.begin, 0};
    last_.count += part.count;
    if (first) first_ = last_;
    if (last_.count > worst_.count) worst_ = last_;
}

void Burst::add(PacketTime time) noexcept {
    constexpr Nanoseconds second = 1'000'000'000;
    count({time - time % second, 1});
}

void Burst::merge(const Burst& from) noexcept {
    if (from.first_.count == 0) return;
    count(from.first_);
    if (from.worst_.count > worst_.count) worst_ = from.worst_;
    if (from.last_.begin != from.first_.begin) last_ = from.last_;
}

void DiagnosticStats::add(const events::MessageEvent& event,
                          const dissectors::v3::ErrorFields& fields) {
    ++total_;
    auto severity = dissectors::severity_of(fields);
    if (severity.empty()) severity = "(none)";
    ++by_severity_[severity];
    auto& stats = by_sqlstate_[fields.find('C').value_or(std::string_view{})];
    ++stats.count;
    if (is_refusal(event) && stats.at_startup++ == 0) stats.first_at_startup = event.session.number;
    ++stats.severities[severity];
    for (const auto& field : fields.fields)
        ++stats.field_counts[static_cast<unsigned char>(field.code)];
    count_statement(stats, event.failed_statement, 1);
    stats.burst.add(event.time);
    if (stats.samples.size() < samples_) stats.samples.push_back(copy_diagnostic(event, fields));
}

void DiagnosticStats::merge(const DiagnosticStats& from) {
    total_ += from.total_;
    merge_counts(by_severity_, from.by_severity_);
    by_sqlstate_.merge(from.by_sqlstate_, [&](SqlStateStats& to, const SqlStateStats& stats) {
        merge_sqlstate(to, stats, samples_);
    });
}

}  // namespace pgoscope::stats
