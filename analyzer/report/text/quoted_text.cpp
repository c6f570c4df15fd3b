#include "analyzer/report/text/quoted_text.h"

#include <utility>

#include "analyzer/sql/quoted_values.h"

namespace pgoscope::report {

std::vector<sql::TextRange> quoted_ranges(std::uint32_t index, const events::QuotedValues* quoted,
                                          bool redact) {
    std::vector<sql::TextRange> ranges;
    if (quoted == nullptr) return ranges;
    for (const auto& value : quoted->values)
        if (value.field == index && (value.secret || redact))
            ranges.push_back({value.begin, value.end});
    return sql::merged(std::move(ranges));
}

std::string without_quoted(std::string_view text, std::uint32_t index,
                           const events::QuotedValues* quoted, bool redact) {
    return sql::without_ranges(text, quoted_ranges(index, quoted, redact));
}

stats::BoundedCounts shown_reasons(const stats::BoundedCounts& reasons, const Options& options) {
    if (!options.redact) return reasons;
    stats::BoundedCounts shown{1};
    for (const auto& [reason, count] : reasons)
        shown[shown_reason(reason, options)] += count;
    return shown;
}

}  // namespace pgoscope::report
