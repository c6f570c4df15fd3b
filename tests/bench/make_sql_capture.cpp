// Makes a capture of one session that sends distinct long texts as an object-relational mapper
// writes them, each a Query that the server answers.
//
//     make_sql_capture FILE [TEXTS]
//
// TEXTS (20 000) Queries, cut into segments as Ethernet cuts them.

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include <pcap/pcap.h>

#include "tests/bench/orm_sql.h"

namespace {

constexpr std::size_t segment_bytes = 1448;
constexpr std::uint16_t client_port = 40'001;
constexpr std::uint16_t server_port = 5432;

std::string big_endian(std::uint64_t value, int bytes) {
    std::string text;
    for (int i = bytes - 1; i >= 0; --i)
        text.push_back(static_cast<char>(value >> (8 * i)));
    return text;
}

std::string message(char tag, std::string_view body) {
    return tag + big_endian(body.size() + 4, 4).append(body);
}

/// One connection written packet by packet, a microsecond apart.
class Connection {
  public:
    explicit Connection(const char* path)
        : pcap_(pcap_open_dead(DLT_EN10MB, 65'535), &pcap_close),
          dumper_(pcap_dump_open(pcap_.get(), path), &pcap_dump_close) {}
    [[nodiscard]] bool is_open() const { return dumper_ != nullptr; }
    [[nodiscard]] bool is_written() const { return pcap_dump_flush(dumper_.get()) == 0; }

    void send(bool from_client, std::string_view bytes) {
        do {
            const auto segment = bytes.substr(0, segment_bytes);
            packet(from_client, segment);
            bytes.remove_prefix(segment.size());
        } while (!bytes.empty());
    }

  private:
    void packet(bool from_client, std::string_view payload) {
        auto& sequence = from_client ? client_ : server_;
        const auto other = from_client ? server_ : client_;
        std::string frame(12, '\0');
        frame += big_endian(0x0800, 2);                     // IPv4
        frame += big_endian(0x4500, 2);                     // version, header length
        frame += big_endian(40 + payload.size(), 2);        // total length
        frame += big_endian(0, 4) + big_endian(0x4006, 2);  // no fragment; time to live, TCP
        frame += big_endian(0, 2);                          // checksum: offloaded
        frame += big_endian(from_client ? 0x0A000001 : 0x0A000002, 4);
        frame += big_endian(from_client ? 0x0A000002 : 0x0A000001, 4);
        frame += big_endian(from_client ? client_port : server_port, 2);
        frame += big_endian(from_client ? server_port : client_port, 2);
        frame += big_endian(sequence, 4) + big_endian(other, 4);
        frame += big_endian(0x5018, 2) + big_endian(0xFFFF, 2) + big_endian(0, 4);  // PSH, ACK
        frame.append(payload);
        sequence += static_cast<std::uint32_t>(payload.size());

        pcap_pkthdr header{};
        header.ts.tv_sec = 1'790'000'000 + microseconds_ / 1'000'000;
        header.ts.tv_usec = microseconds_++ % 1'000'000;
        header.caplen = header.len = static_cast<bpf_u_int32>(frame.size());
        pcap_dump(reinterpret_cast<u_char*>(dumper_.get()), &header,
                  reinterpret_cast<const u_char*>(frame.data()));
    }

    std::unique_ptr<pcap_t, decltype(&pcap_close)> pcap_;
    std::unique_ptr<pcap_dumper_t, decltype(&pcap_dump_close)> dumper_;
    std::uint32_t client_ = 1;
    std::uint32_t server_ = 1;
    std::int64_t microseconds_ = 0;
};

}  // namespace

int main(int count, char** arguments) {
    if (count != 2 && count != 3) {
        (void)std::fputs("usage: make_sql_capture FILE [TEXTS]\n", stderr);
        return EXIT_FAILURE;
    }
    const long texts = count == 3 ? std::strtol(arguments[2], nullptr, 10) : 20'000;
    Connection connection(arguments[1]);
    if (!connection.is_open()) {
        (void)std::fprintf(stderr, "make_sql_capture: %s cannot be written\n", arguments[1]);
        return EXIT_FAILURE;
    }
    using namespace std::string_literals;
    connection.send(true, big_endian(18, 4) + big_endian(196'608, 4) + "user\0app\0\0"s);
    connection.send(false, message('R', big_endian(0, 4)) + message('Z', "I"));
    for (long i = 0; i < texts; ++i) {
        connection.send(true, message('Q', bench::orm_sql(static_cast<std::uint32_t>(i)) + '\0'));
        connection.send(false, message('C', "SELECT 0\0"s) + message('Z', "I"));
    }
    if (!connection.is_written()) {
        (void)std::fputs("make_sql_capture: the capture could not be written: is the disk full?\n",
                         stderr);
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
