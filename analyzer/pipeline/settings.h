#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/capture/filtered_source.h"
#include "analyzer/capture/packet_file.h"
#include "analyzer/limits.h"
#include "analyzer/report/text/options.h"
#include "analyzer/report/text/text.h"

namespace pgoscope::pipeline {

/// Which of the program's outputs is wanted.
enum class View : std::uint8_t { timeline, errors, latency, report };

enum class Format : std::uint8_t { json, text };

/// What is particular to listening.
struct LiveSettings {
    std::vector<std::string> interfaces;  ///< not empty
    std::uint32_t buffer_bytes = 64 * 1024 * 1024;
    std::uint32_t snaplen = 262'144;
    bool promiscuous = false;
    std::function<PacketTime()> clock;  ///< `capture::InterfaceOptions::clock`
    std::uint64_t most_packets = 0;     ///< the end comes after them; 0: not by their number
    capture::PacketFileOptions write;   ///< where packets are kept; an empty path: nowhere

    bool timeline = false;    ///< written as it happens
    bool report = false;      ///< written at the end
    bool json_lines = false;  ///< the output also holds lines of intervals
    Format report_format = Format::json;
    /// How many watches take snapshots, each with intervals of its own.
    std::size_t windows = 0;
    bool present = false;  ///< a watch asks for what is going on at the moment
};

/// Everything a pipeline needs to know, checked by whoever fills it in.
struct Settings {
    View view = View::timeline;
    Format format = Format::json;

    /// Files to read; `-` is standard input, at most once. Empty: `live` says what to listen on.
    std::vector<std::string> captures;
    std::optional<LiveSettings> live;
    capture::PacketConditions packets;
    /// Server ports. Empty: PostgreSQL is recognized by content on any port.
    std::vector<std::uint16_t> ports{5432};
    /// Numbers of the sessions to show; empty: all.
    std::vector<std::uint64_t> sessions;
    Limits limits;

    std::string program_version;  ///< for documents
    report::Options options;
    report::Style style;  ///< of text
    /// Gather what `Pipeline::findings` tells, though the view does not need it.
    bool findings = false;
};

}  // namespace pgoscope::pipeline
