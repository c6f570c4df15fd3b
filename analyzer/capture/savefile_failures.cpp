#include "analyzer/capture/savefile_failures.h"

#include <cerrno>
#include <system_error>

namespace pgoscope::capture {
namespace {

/// libpcap has no error codes for these; its words have been the same since 1.1.
bool interfaces_differ(std::string_view libpcap_message) {
    return libpcap_message.find("different from the") != std::string_view::npos;
}

/// libpcap reads what is no regular file.
Failure interfaces_differ_in(const std::string& path) {
    return {display_name(path) +
            " has interfaces with different link types or snaplens, which can be read from a file "
            "but not from a pipe: save it to a file and name that"};
}

}  // namespace

std::string display_name(const std::string& path) {
    return path == "-" ? "standard input" : "'" + path + "'";
}

Failure cannot_open(const std::string& path, int error_number) {
    const auto name = display_name(path);
    switch (error_number) {
        case ENOENT:
        case ENOTDIR:
            return {"cannot open " + name + ": there is no such file; check the name"};
        case EACCES:
        case EPERM:
            return {"cannot open " + name +
                    ": permission denied; run as a user who may read it, or have its owner allow "
                    "reading"};
        default:
            return {"cannot open " + name + ": " + std::generic_category().message(error_number) +
                    "; check that it can be read"};
    }
}

Failure is_directory(const std::string& path) {
    return {display_name(path) + " is a directory; name the capture files in it"};
}

Failure is_empty(const std::string& path) {
    return {display_name(path) +
            " is empty (0 bytes), without even the header of a capture; check that whoever wrote "
            "it had started and was not out of space"};
}

Failure not_a_capture(const std::string& path, int first_byte, std::string_view libpcap_message) {
    constexpr int gzip = 0x1f;
    constexpr int zstandard = 0x28;
    if (interfaces_differ(libpcap_message)) return interfaces_differ_in(path);
    const std::string what =
        first_byte == gzip || first_byte == zstandard
            ? " is not a capture but looks compressed; unpack it first or pipe it in, with - as "
              "the file name"
            : " is not a capture file that libpcap can read; give a pcap or pcapng file, as "
              "tcpdump -w or dumpcap writes";
    return {display_name(path) + what + " (" + std::string(libpcap_message) + ")"};
}

Failure broke_off(const std::string& path, std::uint64_t packets, std::string_view reason) {
    if (interfaces_differ(reason)) return interfaces_differ_in(path);
    const bool cut = reason.starts_with("truncated");
    return {display_name(path) + (cut ? " is cut off" : " is damaged") + " in packet " +
            std::to_string(packets + 1) + "; the " + std::to_string(packets) +
            " before it were read, capture or copy the file again for the rest (" +
            std::string(reason) + ")"};
}

}  // namespace pgoscope::capture
