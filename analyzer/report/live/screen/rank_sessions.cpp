#include <algorithm>
#include <string_view>
#include <tuple>
#include <vector>

#include "analyzer/endpoint_text.h"
#include "analyzer/report/live/screen/rankings.h"
#include "analyzer/report/sections/report_page.h"
#include "analyzer/report/text/keep_first.h"
#include "analyzer/report/text/text.h"

namespace pgoscope::report {
namespace {

Activity activity_of(const stats::OpenSessions::Entry& entry) noexcept {
    const auto& info = *entry.info;
    if (info.encryption != events::Encryption::none) return Activity::unknown;
    if (entry.active) return Activity::active;
    switch (info.transaction) {
        case events::TransactionStatus::idle:
            return Activity::idle;
        case events::TransactionStatus::in_transaction:
            return Activity::idle_in_transaction;
        case events::TransactionStatus::failed:
            return Activity::idle_in_failed_transaction;
        case events::TransactionStatus::unknown:
            break;
    }
    return Activity::unknown;
}

/// What holds most others up comes first.
int urgency(Activity activity) noexcept {
    switch (activity) {
        case Activity::active:
            return 3;
        case Activity::idle_in_transaction:
        case Activity::idle_in_failed_transaction:
            return 2;
        case Activity::idle:
            return 1;
        case Activity::unknown:
            break;
    }
    return 0;
}

struct RankedSession {
    const stats::OpenSessions::Entry* entry = nullptr;
    Activity activity = Activity::unknown;

    [[nodiscard]] std::uint64_t key(SortBy sort) const noexcept {
        const auto& totals = entry->info->totals;
        switch (sort) {
            case SortBy::calls:
                return totals.exchanges;
            case SortBy::rows:
                return totals.rows;
            case SortBy::errors:
                return totals.errors;
            default:
                return 0;
        }
    }
    [[nodiscard]] bool before(const RankedSession& other, SortBy sort) const noexcept {
        const auto key_here = key(sort);
        const auto key_there = other.key(sort);
        if (key_here != key_there) return key_here > key_there;
        const auto rank = [](const RankedSession& of) {
            // Within an activity the one that lasts longest comes first.
            return std::tuple(-urgency(of.activity), of.entry->since, of.entry->info->number);
        };
        return rank(*this) < rank(other);
    }
};

std::string who_of(const events::SessionInfo& info) {
    std::string who;
    append_escaped(who, info.user.empty() ? "?" : std::string_view(info.user));
    who.push_back('@');
    append_escaped(who, info.database.empty() ? "?" : std::string_view(info.database));
    return shortened(std::move(who));
}

SessionFigures figures_of(const RankedSession& session, PacketTime packet_now) {
    const auto& info = *session.entry->info;
    SessionFigures figures;
    figures.number = info.number;
    figures.who = who_of(info);
    figures.client = to_string(info.client);
    figures.application = shortened(escape_controls(info.application_name));
    figures.activity = session.activity;
    if (session.entry->since != 0)
        figures.since = std::max<Nanoseconds>(packet_now - session.entry->since, 0);
    figures.exchanges = info.totals.exchanges;
    figures.errors = info.totals.errors;
    figures.rows = info.totals.rows;
    if (session.entry->statement != nullptr)
        figures.statement = shortened(statement_line(session.entry->statement));
    return figures;
}

}  // namespace

void rank_sessions(ScreenFigures& figures, const stats::OpenSessions& sessions,
                   PacketTime packet_now) {
    figures.sessions_opened = sessions.opened();
    figures.sessions_by_activity.assign(activity_count, 0);
    std::vector<RankedSession> ranked;
    for (const auto& [number, entry] : sessions.all()) {
        if (entry.info->recognition == events::Recognition::not_postgresql) continue;
        ranked.push_back({&entry, activity_of(entry)});
        ++figures.sessions_by_activity[static_cast<std::size_t>(ranked.back().activity)];
    }
    figures.sessions_open = ranked.size();
    const auto sort = figures.question.sort;
    keep_first(
        ranked, figures.question.entries,
        [sort](const RankedSession& a, const RankedSession& b) { return a.before(b, sort); });
    for (const auto& session : ranked)
        figures.sessions.push_back(figures_of(session, packet_now));
}

}  // namespace pgoscope::report
