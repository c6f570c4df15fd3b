#include "analyzer/report/document.h"

namespace pgoscope::report {

Counters limits_of(const Document& document) {
    auto limits = document.facts.limits;
    limits.emplace_back("sessions_not_listed", document.stats.sessions().unlisted());
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
