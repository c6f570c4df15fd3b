// Makes a large capture out of a small one: many clients say the same at the same time, over and
// over.
//
//     make_capture SMALL LARGE PACKETS SESSIONS [SERVER-PORT]
//
// About PACKETS packets of SESSIONS connections, in order of time. Prints how many it wrote.

#include <algorithm>
#include <charconv>
#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <queue>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <pcap/pcap.h>

#include "tests/bench/conversation_copy.h"
#include "tests/bench/recording.h"

namespace {

constexpr int snaplen = 262'144;

std::uint64_t number(std::string_view text) {
    std::uint64_t value = 0;
    const auto* end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || stopped != end || value == 0)
        throw std::runtime_error("'" + std::string(text) + "' is not a number from 1");
    return value;
}

class Savefile {
  public:
    explicit Savefile(const std::string& path)
        : pcap_(
              pcap_open_dead_with_tstamp_precision(DLT_EN10MB, snaplen, PCAP_TSTAMP_PRECISION_NANO),
              &pcap_close),
          dumper_(pcap_dump_open(pcap_.get(), path.c_str()), &pcap_dump_close) {
        if (!dumper_) throw std::runtime_error(pcap_geterr(pcap_.get()));
    }

    void write(const bench::Frame& frame) {
        pcap_pkthdr header{};
        header.ts.tv_sec = frame.time / 1'000'000'000;
        header.ts.tv_usec = frame.time % 1'000'000'000;
        header.caplen = static_cast<bpf_u_int32>(frame.bytes.size());
        header.len = frame.original_length;
        // pcap_dump wants its first argument as what it wrote it for: a callback of pcap_loop.
        pcap_dump(reinterpret_cast<u_char*>(dumper_.get()), &header, frame.bytes.data());
    }
    void finish() {
        if (pcap_dump_flush(dumper_.get()) != 0)
            throw std::runtime_error("the capture could not be written: is the disk full?");
    }

  private:
    std::unique_ptr<pcap_t, decltype(&pcap_close)> pcap_;
    std::unique_ptr<pcap_dumper_t, decltype(&pcap_dump_close)> dumper_;
};

std::vector<bench::ConversationCopy> copies_of(const std::vector<bench::Conversation>& originals,
                                               std::uint64_t packets, std::uint64_t sessions) {
    std::uint64_t once = 0;  // packets of all middles, in all sessions
    for (std::uint64_t i = 0; i < sessions; ++i)
        once += originals[i % originals.size()].middle.size();
    const auto repeats = std::max<std::uint64_t>(1, packets / once);

    std::vector<bench::ConversationCopy> copies;
    copies.reserve(sessions);
    for (std::uint64_t i = 0; i < sessions; ++i) {
        // A prime number of nanoseconds apart, so that sessions interleave in no simple pattern.
        const auto delay = static_cast<std::int64_t>(i) * 10'007;
        copies.emplace_back(originals[i % originals.size()], static_cast<std::uint32_t>(i), repeats,
                            delay);
    }
    return copies;
}

std::uint64_t write_in_order(std::vector<bench::ConversationCopy>& copies, Savefile& out) {
    using Next = std::tuple<std::int64_t, std::size_t>;  // time, copy
    std::priority_queue<Next, std::vector<Next>, std::greater<>> upcoming;
    for (std::size_t i = 0; i < copies.size(); ++i)
        upcoming.emplace(copies[i].time(), i);
    std::uint64_t written = 0;
    while (!upcoming.empty()) {
        const auto i = std::get<1>(upcoming.top());
        upcoming.pop();
        out.write(copies[i].take());
        ++written;
        if (!copies[i].done()) upcoming.emplace(copies[i].time(), i);
    }
    return written;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 5 && argc != 6) {
        (void)std::fputs("usage: make_capture SMALL LARGE PACKETS SESSIONS [SERVER-PORT]\n",
                         stderr);
        return EXIT_FAILURE;
    }
    try {
        const auto port = static_cast<std::uint16_t>(argc == 6 ? number(argv[5]) : 5432);
        const auto originals = bench::read_recording(argv[1], port);
        auto copies = copies_of(originals, number(argv[3]), number(argv[4]));
        Savefile out(argv[2]);
        const auto written = write_in_order(copies, out);
        out.finish();
        (void)std::printf("%" PRIu64 " packets of %zu sessions\n", written, copies.size());
    } catch (const std::exception& error) {
        (void)std::fprintf(stderr, "make_capture: %s\n", error.what());
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
