#include "analyzer/capture/savefile_failures.h"

#include <cerrno>
#include <system_error>

namespace pgoscope::capture {
namespace {

/// libpcap has no error codes for these; its words have been the same since 1.1.
bool interfaces_differ(std::string_view libpcap_message) {
    return libpcap_message.find("different from the") != std::string_view::npos;
}

/// Both remedies were tried with Wireshark 4.0: tshark alone keeps the interfaces in its output.
Failure interfaces_differ_in(const std::string& path, std::string_view libpcap_message) {
    const bool link_type = libpcap_message.find(" type ") != std::string_view::npos;
    const std::string sentence = display_name(path) + " has interfaces with different ";
    if (link_type)
        return {sentence +
                "link types, which libpcap cannot read as one capture: write each to a file and "
                "give all of them, e.g. tshark -r FILE -Y frame.interface_id==0 -w - | editcap -F "
                "pcap -T ether - 0.pcap"};
    return {sentence +
            "snaplens, which libpcap cannot read as one capture: write it as classic pcap first, "
            "with editcap -F pcap FILE FILE.pcap"};
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
    if (interfaces_differ(libpcap_message)) return interfaces_differ_in(path, libpcap_message);
    const std::string what =
        first_byte == gzip || first_byte == zstandard
            ? " is not a capture but looks compressed; unpack it first or pipe it in, with - as "
              "the file name"
            : " is not a capture file that libpcap can read; give a pcap or pcapng file, as "
              "tcpdump -w or dumpcap writes";
    return {display_name(path) + what + " (" + std::string(libpcap_message) + ")"};
}

Failure broke_off(const std::string& path, std::uint64_t packets,
                  std::string_view libpcap_message) {
    if (interfaces_differ(libpcap_message)) return interfaces_differ_in(path, libpcap_message);
    const bool cut = libpcap_message.starts_with("truncated");
    return {display_name(path) + (cut ? " is cut off" : " is damaged") + " in packet " +
            std::to_string(packets + 1) + "; the " + std::to_string(packets) +
            " before it were read, capture or copy the file again for the rest (" +
            std::string(libpcap_message) + ")"};
}

}  // namespace pgoscope::capture
