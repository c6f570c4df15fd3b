#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/pipeline/settings.h"
#include "cli/limit_options.h"

namespace pgoscope::cli {

/// The command line as it was written: what CLI11 fills in, and `configure` checks.
struct RawArguments {
    /// The verb, when it is one that reads captures.
    std::optional<pipeline::View> view;

    std::vector<std::string> captures;
    bool live = false;             ///< the verb `live`
    bool list_interfaces = false;  ///< the verb `interfaces`
    std::vector<std::string> interfaces;
    std::string buffer;
    std::string snaplen;
    bool promiscuous = false;
    std::string user;
    std::string write;
    std::string rotate_size;
    std::string rotate_time;
    std::string keep;
    std::string duration;
    std::string packets;
    bool timeline = false;
    std::string report;  ///< what follows --report, or `default`; empty without it
    std::string every;
    bool screen = false;
    std::string metrics;

    std::vector<std::string> ports;
    std::string bpf;
    std::string since;
    std::string until;
    std::vector<std::string> sessions;

    std::string format;
    std::string output;
    bool show_values = false;
    bool redact = false;
    bool every_row = false;
    std::string top;
    std::string color = "auto";

    std::vector<std::string> fail_on;
    std::array<std::string, limit_options.size()> limits;

    bool verbose = false;
    bool quiet = false;
    std::string log_level;
    std::string progress = "auto";

    std::string help_topic;         ///< of the verb `help`
    std::string completions_shell;  ///< of the hidden verb `completions`
};

}  // namespace pgoscope::cli
