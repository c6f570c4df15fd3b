#include <array>
#include <charconv>

#include "dissectors/values/decoders.h"

namespace pgoscope::dissectors::decode {
namespace {

enum class Family : std::uint8_t { ipv4 = 2, ipv6 = 3 };  // the server's own numbers, not AF_*

void put_ipv4(Bytes address, TextOutput& out) {
    for (std::size_t i = 0; i < address.size(); ++i) {
        if (i > 0) out.put('.');
        out.put_decimal(address[i]);
    }
}

struct ZeroRun {
    std::size_t start = 0;
    std::size_t length = 0;

    [[nodiscard]] std::size_t end() const { return start + length; }
};

using Words = std::array<std::uint16_t, 8>;

// The first of the longest runs of two zero words or more.
ZeroRun longest_zero_run(const Words& words) {
    ZeroRun best;
    ZeroRun current;
    for (std::size_t i = 0; i < words.size(); ++i) {
        current = words.at(i) == 0 ? ZeroRun{current.start, current.length + 1} : ZeroRun{i + 1, 0};
        if (current.length > best.length) best = current;
    }
    return best.length >= 2 ? best : ZeroRun{};
}

void put_hex_word(std::uint16_t word, TextOutput& out) {
    std::array<char, 4> digits{};
    const auto* const end = std::to_chars(digits.begin(), digits.end(), word, 16).ptr;
    out.put(std::string_view(digits.begin(), static_cast<std::size_t>(end - digits.begin())));
}

// As the server's pg_inet_net_ntop: IPv4-compatible and IPv4-mapped addresses end in dotted form.
void put_ipv6(Bytes address, TextOutput& out) {
    Words words{};
    ByteReader in(address);
    for (auto& word : words)
        word = in.u16();
    const auto zeros = longest_zero_run(words);
    const bool holds_ipv4 =
        zeros.start == 0 && (zeros.length == 6 || (zeros.length == 5 && words[5] == 0xFFFF));

    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i >= zeros.start && i < zeros.end()) {
            if (i == zeros.start) out.put(':');
            continue;
        }
        if (i != 0) out.put(':');
        if (i == 6 && holds_ipv4) return put_ipv4(address.subspan(12), out);
        put_hex_word(words.at(i), out);
    }
    if (zeros.end() == words.size()) out.put(':');
}

enum class PrefixShown : std::uint8_t { unless_host, always };

void put_address(ByteReader& in, TextOutput& out, PrefixShown shown) {
    const auto family = in.u8();
    const auto prefix_bits = in.u8();
    in.skip(1);  // is_cidr, which the type says already
    const auto size = in.u8();
    const auto address = in.bytes(size);

    const auto is_ipv4 = Family{family} == Family::ipv4;
    if (!is_ipv4 && Family{family} != Family::ipv6) return in.fail();
    if (!in.ok() || size != (is_ipv4 ? 4 : 16) || prefix_bits > size * 8) return in.fail();

    is_ipv4 ? put_ipv4(address, out) : put_ipv6(address, out);
    if (shown == PrefixShown::always || prefix_bits < size * 8) {
        out.put('/');
        out.put_decimal(prefix_bits);
    }
}

void put_hardware_address(Bytes address, TextOutput& out) {
    for (std::size_t i = 0; i < address.size(); ++i) {
        if (i > 0) out.put(':');
        out.put_hex(address.subspan(i, 1));
    }
}

}  // namespace

void inet(ByteReader& in, TextOutput& out) {
    put_address(in, out, PrefixShown::unless_host);
}
void cidr(ByteReader& in, TextOutput& out) {
    put_address(in, out, PrefixShown::always);
}
void macaddr(ByteReader& in, TextOutput& out) {
    put_hardware_address(in.bytes(6), out);
}
void macaddr8(ByteReader& in, TextOutput& out) {
    put_hardware_address(in.bytes(8), out);
}

}  // namespace pgoscope::dissectors::decode
