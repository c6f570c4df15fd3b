#include "analyzer/report/text/quoted_text.h"

#include <utility>
#include <vector>

#include "analyzer/sql/quoted_values.h"

namespace pgoscope::report {

std::string without_quoted(std::string_view text, std::uint32_t index,
                           const events::QuotedValues* quoted, bool redact) {
    if (quoted == nullptr || quoted->values.empty()) return std::string(text);
    std::vector<sql::TextRange> ranges;
    for (const auto& value : quoted->values)
        if (value.field == index && (value.secret || redact))
            ranges.push_back({value.begin, value.end});
    return sql::without_ranges(text, sql::merged(std::move(ranges)));
}

stats::BoundedCounts shown_reasons(const stats::BoundedCounts& reasons, const Options& options) {
    if (!options.redact) return reasons;
    stats::BoundedCounts shown{1};
    for (const auto& [reason, count] : reasons)
        shown[shown_reason(reason, options)] += count;
    return shown;
}

}  // namespace pgoscope::report
