#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analyzer/capture/filtered_source.h"
#include "analyzer/limits.h"
#include "analyzer/report/options.h"
#include "analyzer/report/text.h"

namespace pgoscope::pipeline {

/// Which of the program's outputs is wanted.
enum class View : std::uint8_t { timeline, errors, latency, report };

enum class Format : std::uint8_t { json, text };

/// Everything a pipeline needs to know, checked by whoever fills it in.
struct Settings {
    View view = View::timeline;
    Format format = Format::json;

    /// Not empty; `-` is standard input, at most once.
    std::vector<std::string> captures;
    capture::PacketConditions packets;
    /// Server ports. Empty: PostgreSQL is recognised by content on any port.
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
