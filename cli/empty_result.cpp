#include "cli/empty_result.h"

#include <cstdint>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace pgoscope::cli {
namespace {

std::string other_ports(const pipeline::Overview& overview, const pipeline::Settings& settings) {
    std::string ports;
    for (const auto& [port, segments] : overview.busiest_other_ports)
        ports += fmt::format("{}{} ({} segments)", ports.empty() ? "" : ", ", port, segments);
    return fmt::format(
        "no traffic on port {}; the busiest other TCP ports are {}: name the server's with --port, "
        "or let --port auto look at all of them",
        fmt::join(settings.ports, ", "), ports);
}

/// Of the sessions asked for, those that there are not.
std::optional<std::string> missing_sessions(const pipeline::Overview& overview,
                                            const pipeline::Settings& settings) {
    std::vector<std::uint64_t> missing;
    for (const auto number : settings.sessions)
        if (number > overview.sessions) missing.push_back(number);
    if (missing.empty()) return std::nullopt;
    return fmt::format("there {} {}; the highest number is {}",
                       missing.size() == 1 ? "is no session" : "are no sessions",
                       fmt::join(missing, ", "), overview.sessions);
}

}  // namespace

std::optional<std::string> explain_empty_result(const pipeline::Overview& overview,
                                                const pipeline::Settings& settings) {
    if (overview.postgresql) return missing_sessions(overview, settings);
    if (overview.packets == 0)
        return settings.packets.any() ? "no packet meets --bpf, --since and --until"
                                      : "the capture has no packets";
    if (overview.segments == 0)
        return fmt::format(
            "no TCP in the capture (packets read: {}); was it made on the right interface?",
            overview.packets);
    if (overview.other_port_segments == overview.segments) return other_ports(overview, settings);
    if (overview.payload_bytes == 0)
        return "there are TCP connections, but nothing was said in them: was the server reachable?";
    if (settings.ports.empty()) return "no PostgreSQL on any TCP port";
    return fmt::format(
        "no PostgreSQL on port {}, but other traffic; --port auto looks for it on all ports",
        fmt::join(settings.ports, ", "));
}

}  // namespace pgoscope::cli
