#pragma once

#include <map>
#include <string>
#include <vector>

#include "analyzer/events/accounting.h"
#include "tests/properties/recording.h"

/// What was said in a capture, without times and packet numbers.
struct Transcript {
    /// By session and direction, in order: the messages as a timeline tells them, values shown; by
    /// session, the exchanges. The two directions are kept apart, since how they interleave is a
    /// matter of packets.
    std::map<std::string, std::vector<std::string>> lines;
    std::uint64_t messages = 0;
    std::uint64_t gaps = 0;
    std::uint64_t malformed = 0;
    pgoscope::events::Accounting accounting;
};

[[nodiscard]] Transcript transcribe(const Recording& recording,
                                    const std::vector<std::uint16_t>& ports);

/// Where two transcripts first differ, empty when they do not.
[[nodiscard]] std::string first_difference(const Transcript& expected, const Transcript& actual);
