#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/pipeline/findings.h"

namespace pgoscope::cli {

/// One condition of `--fail-on`:
///
///     condition = count [">" number] | latency ">" duration
///     count     = "errors" [":" SQLSTATE-or-class] | "gaps" | "malformed" | "unanswered"
///               | "anomalies"
///     latency   = "mean" | "p50" | "p90" | "p95" | "p99" | "p999" | "max"
///
/// A count without a number holds from one on. `errors:23505` counts one SQLSTATE, `errors:23` its
/// whole class. Latencies are of the report's `latency.overall`: without any exchange they never
/// hold.
class FailCondition {
  public:
    /// Throws UsageError.
    [[nodiscard]] static FailCondition parse(std::string_view text);

    /// One sentence that says what was found, when the condition holds.
    [[nodiscard]] std::optional<std::string> holds(const pipeline::Findings& findings) const;

  private:
    enum class Subject : std::uint8_t {
        errors,
        gaps,
        malformed,
        unanswered,
        anomalies,
        mean,
        p50,
        p90,
        p95,
        p99,
        p999,
        max,
    };
    struct Name {
        std::string_view text;
        Subject subject;
    };
    static const Name names[];

    FailCondition() = default;
    [[nodiscard]] bool is_latency() const noexcept { return subject_ >= Subject::mean; }
    [[nodiscard]] std::uint64_t count(const pipeline::Findings& findings) const;
    [[nodiscard]] Nanoseconds latency(const pipeline::Findings& findings) const noexcept;

    std::string text_;
    Subject subject_ = Subject::errors;
    std::string sqlstate_;     ///< or its first two characters, or empty for all
    std::uint64_t bound_ = 0;  ///< nanoseconds for latencies; holds above it
};

/// The conditions of all `--fail-on`, each a list separated by commas. Throws UsageError.
[[nodiscard]] std::vector<FailCondition> parse_fail_on(const std::vector<std::string>& lists);

}  // namespace pgoscope::cli
