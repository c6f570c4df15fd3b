#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/events/quoted_values.h"
#include "analyzer/report/text/options.h"
#include "analyzer/sql/text_range.h"
#include "analyzer/stats/bounded_map.h"
#include "dissectors/v3/messages.h"

namespace pgoscope::report {

/// An error or notice with what is known of the values in it. Views of what the caller has.
struct QuotingMessage {
    const dissectors::v3::ErrorFields& fields;
    /// Null: nothing was looked for.
    const events::QuotedValues* quoted = nullptr;
};

/// Where field `index` has secrets, and the other values when they are hidden; in its order, apart
/// from each other.
[[nodiscard]] std::vector<sql::TextRange> quoted_ranges(std::uint32_t index,
                                                        const events::QuotedValues* quoted,
                                                        bool redact);

/// `text` of field `index` with `redacted` for the secrets in it, and for the other values when
/// they are hidden.
[[nodiscard]] std::string without_quoted(std::string_view text, std::uint32_t index,
                                         const events::QuotedValues* quoted, bool redact);

/// Why the client broke a COPY off, in its own words.
[[nodiscard]] inline std::string_view shown_reason(std::string_view reason,
                                                   const Options& options) noexcept {
    return options.redact ? "redacted" : reason;
}

/// How often each reason was given.
[[nodiscard]] stats::BoundedCounts shown_reasons(const stats::BoundedCounts& reasons,
                                                 const Options& options);

}  // namespace pgoscope::report
