#include "cli/fail_on.h"

#include <algorithm>

#include <fmt/format.h>

#include "cli/quantity.h"
#include "cli/usage_error.h"

namespace pgoscope::cli {
namespace {

bool is_sqlstate_or_class(std::string_view text) {
    return (text.size() == 2 || text.size() == 5) &&
           std::all_of(text.begin(), text.end(),
                       [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); });
}

std::string milliseconds(std::uint64_t nanoseconds) {
    return fmt::format("{:.3f} ms", static_cast<double>(nanoseconds) / 1e6);
}

}  // namespace

const FailCondition::Name FailCondition::names[] = {
    {"errors", Subject::errors},
    {"gaps", Subject::gaps},
    {"malformed", Subject::malformed},
    {"unanswered", Subject::unanswered},
    {"anomalies", Subject::anomalies},
    {"mean", Subject::mean},
    {"p50", Subject::p50},
    {"p90", Subject::p90},
    {"p95", Subject::p95},
    {"p99", Subject::p99},
    {"p999", Subject::p999},
    {"max", Subject::max},
};

FailCondition FailCondition::parse(std::string_view text) {
    const auto reject = [&](std::string_view reason) {
        throw UsageError(fmt::format("--fail-on: '{}' {}", text, reason));
    };
    const auto comparison = std::min(text.find('>'), text.size());
    const auto left = text.substr(0, comparison);
    const auto colon = std::min(left.find(':'), left.size());

    const auto* name = std::find_if(std::begin(names), std::end(names), [&](const Name& candidate) {
        return candidate.text == left.substr(0, colon);
    });
    if (name == std::end(names))
        reject(
            "is not a condition; there are errors, errors:SQLSTATE, gaps, malformed, unanswered, "
            "anomalies, each alone or with '>NUMBER', and mean, p50, p90, p95, p99, p999, max with "
            "'>DURATION'");

    FailCondition condition;
    condition.text_ = text;
    condition.subject_ = name->subject;
    if (colon != left.size()) {
        condition.sqlstate_ = left.substr(colon + 1);
        if (condition.subject_ != Subject::errors)
            reject("has a ':', which only errors:SQLSTATE can have");
        if (!is_sqlstate_or_class(condition.sqlstate_))
            reject(
                "names no SQLSTATE; give five characters such as errors:23505, or the two of a "
                "class such as errors:23");
    }

    if (comparison == text.size()) {
        if (condition.is_latency())
            reject("has no bound; quote it, as in 'p99>50ms', because > alone redirects to a file");
        return condition;
    }
    const auto right = text.substr(comparison + 1);
    if (condition.is_latency()) {
        const auto bound = parse_duration(right);
        if (!bound) reject("has no duration behind >; give a number and ns, us, ms, s or min");
        condition.bound_ = static_cast<std::uint64_t>(*bound);
    } else {
        const auto bound = parse_count(right);
        if (!bound) reject("has no whole number behind >");
        condition.bound_ = *bound;
    }
    return condition;
}

std::uint64_t FailCondition::count(const pipeline::Findings& findings) const {
    switch (subject_) {
        case Subject::gaps:
            return findings.gaps;
        case Subject::malformed:
            return findings.malformed;
        case Subject::unanswered:
            return findings.unanswered;
        case Subject::anomalies:
            return findings.anomalies;
        default: {
            std::uint64_t errors = 0;
            for (const auto& [sqlstate, number] : findings.errors)
                if (sqlstate.starts_with(sqlstate_)) errors += number;
            return errors;
        }
    }
}

Nanoseconds FailCondition::latency(const pipeline::Findings& findings) const noexcept {
    const auto& latency = findings.latency;
    switch (subject_) {
        case Subject::p50:
            return latency.p50;
        case Subject::p90:
            return latency.p90;
        case Subject::p95:
            return latency.p95;
        case Subject::p99:
            return latency.p99;
        case Subject::p999:
            return latency.p999;
        case Subject::max:
            return latency.max;
        default:
            return latency.mean;
    }
}

std::optional<std::string> FailCondition::holds(const pipeline::Findings& findings) const {
    if (is_latency()) {
        const auto found = static_cast<std::uint64_t>(latency(findings));
        if (findings.latency.count == 0 || found <= bound_) return std::nullopt;
        return fmt::format("--fail-on {}: it is {} over {} exchanges", text_, milliseconds(found),
                           findings.latency.count);
    }
    const auto found = count(findings);
    if (found <= bound_) return std::nullopt;
    return fmt::format("--fail-on {}: there {} {}", text_, found == 1 ? "is" : "are", found);
}

std::vector<FailCondition> parse_fail_on(const std::vector<std::string>& lists) {
    std::vector<FailCondition> conditions;
    for (const std::string_view list : lists) {
        for (std::size_t begin = 0; begin <= list.size();) {
            const auto end = std::min(list.find(',', begin), list.size());
            conditions.push_back(FailCondition::parse(list.substr(begin, end - begin)));
            begin = end + 1;
        }
    }
    return conditions;
}

}  // namespace pgoscope::cli
