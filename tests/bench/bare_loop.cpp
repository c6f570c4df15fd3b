// Reads a capture with libpcap and does nothing with it: what no program that uses libpcap can
// undercut.
//
//     bare_loop CAPTURE
//
// Prints packets and captured bytes.

#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include <pcap/pcap.h>

int main(int argc, char** argv) {
    if (argc != 2) {
        (void)std::fputs("usage: bare_loop CAPTURE\n", stderr);
        return EXIT_FAILURE;
    }
    char error[PCAP_ERRBUF_SIZE] = "";
    pcap_t* capture =
        pcap_open_offline_with_tstamp_precision(argv[1], PCAP_TSTAMP_PRECISION_NANO, error);
    if (capture == nullptr) {
        (void)std::fprintf(stderr, "bare_loop: %s\n", error);
        return EXIT_FAILURE;
    }
    std::uint64_t packets = 0;
    std::uint64_t bytes = 0;
    pcap_pkthdr* header = nullptr;
    const u_char* data = nullptr;
    while (pcap_next_ex(capture, &header, &data) == 1) {
        ++packets;
        bytes += header->caplen;
    }
    pcap_close(capture);
    (void)std::printf("%" PRIu64 " %" PRIu64 "\n", packets, bytes);
    return EXIT_SUCCESS;
}
