#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/pipeline/settings.h"
#include "cli/fail_on.h"
#include "cli/listen_address.h"
#include "cli/log.h"

namespace pgoscope::cli {

enum class ShowProgress : std::uint8_t { never, when_slow, always };

/// What is particular to `live`.
struct LiveConfiguration {
    std::optional<std::chrono::nanoseconds> duration;
    std::optional<std::chrono::nanoseconds> every;
    bool screen = false;
    bool screen_color = false;
    std::optional<ListenAddress> metrics;
    std::string user;  ///< of --user; empty: see choose_user
};

/// One run of the program, checked: nothing in it can turn out to be a usage error, except what
/// only opening the files shows.
struct Configuration {
    pipeline::Settings settings;
    std::string output;  ///< empty or `-`: standard output
    std::vector<FailCondition> fail_on;
    LogLevel log_level = LogLevel::warning;
    ShowProgress progress = ShowProgress::never;
    LiveConfiguration live;  ///< with `settings.live`
};

}  // namespace pgoscope::cli
