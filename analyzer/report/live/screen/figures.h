#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/packet_time.h"
#include "analyzer/report/live/screen/series.h"

/// What a screen shows of one moment. Plain values without a pointer to what they were made from:
/// the thread that reads packets makes them, another one draws them. Texts from the traffic are
/// escaped already.
namespace pgoscope::report {

/// What lists are ranked by.
enum class SortBy : std::uint8_t { time, calls, mean, p99, rows, errors };

/// What figures are about.
enum class Scope : std::uint8_t {
    recent,  ///< the last five to ten seconds
    total,   ///< since the start
};

/// What whoever looks at a screen wants to see of it.
struct ScreenQuestion {
    SortBy sort = SortBy::time;
    Scope scope = Scope::recent;
    std::size_t entries = 100;  ///< of each list

    friend bool operator==(const ScreenQuestion&, const ScreenQuestion&) = default;
};

/// Times of exchanges; all zero without any.
struct Spread {
    std::uint64_t count = 0;
    Nanoseconds mean = 0;
    Nanoseconds p50 = 0;
    Nanoseconds p90 = 0;
    Nanoseconds p99 = 0;
    Nanoseconds max = 0;
};

/// What a statement did.
struct StatementWork {
    std::uint64_t calls = 0;
    std::uint64_t errors = 0;
    std::uint64_t rows = 0;
    std::uint64_t total_ns = 0;  ///< of the durations of its calls

    [[nodiscard]] Nanoseconds mean() const noexcept {
        return calls == 0 ? 0 : static_cast<Nanoseconds>(total_ns / calls);
    }
};

struct StatementFigures {
    std::string text;
    StatementWork work;
    Nanoseconds p99 = 0;  ///< since the start, in every scope
};

struct ErrorFigures {
    std::string sqlstate;   ///< empty = the message had none
    std::string condition;  ///< `unique_violation`; empty = not known
    std::string message;    ///< of the first one
    std::uint64_t count = 0;
    std::uint64_t total = 0;  ///< since the start
};

/// What an open session does at this moment.
enum class Activity : std::uint8_t {
    idle,
    idle_in_transaction,
    idle_in_failed_transaction,
    active,
    unknown,  ///< encrypted, or not enough was seen
};
inline constexpr std::size_t activity_count = static_cast<std::size_t>(Activity::unknown) + 1;

struct SessionFigures {
    std::uint64_t number = 0;
    std::string who;  ///< `user@database`
    std::string client;
    std::string application;
    Activity activity = Activity::unknown;
    std::optional<Nanoseconds> since;  ///< how long it has been doing that
    std::uint64_t exchanges = 0;
    std::uint64_t errors = 0;
    std::uint64_t rows = 0;
    std::string statement;  ///< that runs, or ran last; empty = not known
};

struct KindFigures {
    std::string name;
    Spread duration;
};

/// What was not seen, and what that spoiled.
struct LossFigures {
    std::optional<std::uint64_t> dropped_by_kernel;
    std::optional<std::uint64_t> dropped_by_interface;
    std::uint64_t gaps = 0;
    std::uint64_t missing_bytes = 0;
    std::uint64_t spoiled_exchanges = 0;
    std::uint64_t malformed = 0;
};

struct ScreenFigures {
    ScreenQuestion question;  ///< that this answers
    std::string version;
    std::string sources;  ///< `eth0, lo`
    Nanoseconds elapsed = 0;
    Nanoseconds scope_ns = 0;  ///< length of the scope; 0 before the first sample

    // A second each.
    Series calls;
    Series errors;
    Series p99;    ///< nanoseconds, of the exchanges that ended in that second
    Series bytes;  ///< payload, both directions

    Spread latency;  ///< of the scope
    LossFigures loss;
    bool report_follows = false;  ///< somebody asked for one, which comes behind the screen
    std::string trouble;          ///< what went wrong though the capture goes on; empty = nothing

    std::uint64_t sessions_opened = 0;
    std::uint64_t sessions_open = 0;
    std::vector<std::uint64_t> sessions_by_activity;  ///< of the open ones, by Activity

    // Ranked by the question, as many as it asks for.
    std::vector<StatementFigures> statements;
    std::vector<ErrorFigures> error_states;
    std::vector<SessionFigures> sessions;
    std::vector<KindFigures> kinds;  ///< in the order of the kinds
    std::size_t distinct_statements = 0;
    std::size_t distinct_errors = 0;
    StatementWork all_statements;  ///< of the scope
};

}  // namespace pgoscope::report
