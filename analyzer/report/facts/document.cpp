#include "analyzer/report/facts/document.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace pgoscope::report {

namespace {

/// Bounds of the statistics, which have no option of their own.
constexpr std::array<std::string_view, 3> fixed_limits{
    "session_names_put_together", "sqlstates_put_together", "errors_not_logged"};
constexpr std::array<std::string_view, 3> unlisted{"sessions_not_listed", "streams_not_listed",
                                                   "subscriptions_not_listed"};

template <std::size_t Count>
bool is_among(const std::array<std::string_view, Count>& names, std::string_view name) noexcept {
    return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

std::string option_of_limit(std::string_view name) {
    if (is_among(fixed_limits, name)) return {};
    std::string option("--limit-");
    option.append(is_among(unlisted, name) ? "listed-sessions" : name);
    std::replace(option.begin(), option.end(), '_', '-');
    return option;
}

Counters limits_of(const Document& document) {
    auto limits = document.facts.limits;
    limits.emplace_back("sessions_not_listed", document.stats.sessions().unlisted());
    limits.emplace_back("streams_not_listed", document.stats.replication().unlisted());
    limits.emplace_back("subscriptions_not_listed", document.stats.subscriptions().unlisted());
    limits.emplace_back("session_names_put_together",
                        document.stats.sessions().names_put_together());
    limits.emplace_back("sqlstates_put_together",
                        document.stats.errors().by_sqlstate().put_together() +
                            document.stats.notices().by_sqlstate().put_together());
    limits.emplace_back("errors_not_logged", document.stats.errors_not_logged());
    return limits;
}

}  // namespace pgoscope::report
