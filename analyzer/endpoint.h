#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>

namespace pgoscope {

/// An IPv6 address, or an IPv4 one mapped into it (RFC 4291, 2.5.5.2: ::ffff:a.b.c.d).
struct Address {
    std::array<std::uint8_t, 16> bytes{};

    [[nodiscard]] bool is_ipv4() const noexcept {
        for (std::size_t i = 0; i < 10; ++i)
            if (bytes[i] != 0) return false;
        return bytes[10] == 0xff && bytes[11] == 0xff;
    }
    // NOLINTNEXTLINE(modernize-use-nullptr): wrong about a defaulted <=>
    friend auto operator<=>(const Address&, const Address&) = default;
};

/// One end of a TCP connection.
struct Endpoint {
    Address address;
    std::uint16_t port = 0;

    // NOLINTNEXTLINE(modernize-use-nullptr): wrong about a defaulted <=>
    friend auto operator<=>(const Endpoint&, const Endpoint&) = default;
};

}  // namespace pgoscope
