#include "cli/listen_address.h"

#include <array>
#include <limits>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "cli/quantity.h"
#include "cli/usage_error.h"

namespace pgoscope::cli {
namespace {

bool is_numeric(int family, const std::string& address) {
    std::array<unsigned char, sizeof(in6_addr)> bytes{};
    return ::inet_pton(family, address.c_str(), bytes.data()) == 1;
}

}  // namespace

std::string ListenAddress::text() const {
    const bool brackets = address.find(':') != std::string::npos;
    return fmt::format("{}{}{}:{}", brackets ? "[" : "", address, brackets ? "]" : "", port);
}

ListenAddress parse_listen_address(std::string_view option, std::string_view text) {
    const auto refuse = [&](std::string_view why) {
        return UsageError(fmt::format(
            "{}: '{}' {}; write a port, such as 9187, or an address and a port, such as "
            "192.0.2.1:9187 or [::1]:9187",
            option, text, why));
    };
    ListenAddress parsed;
    auto port_text = text;
    if (const auto colon = text.rfind(':'); colon != std::string_view::npos) {
        port_text = text.substr(colon + 1);
        auto address = text.substr(0, colon);
        const bool brackets = address.size() > 2 && address.front() == '[' && address.back() == ']';
        if (brackets) address = address.substr(1, address.size() - 2);
        parsed.address = address;
        if (!is_numeric(brackets ? AF_INET6 : AF_INET, parsed.address))
            throw refuse("has no numeric IP address");
    }
    const auto port = parse_count(port_text);
    if (!port || *port > std::numeric_limits<std::uint16_t>::max())
        throw refuse("has no port from 0 to 65535");
    parsed.port = static_cast<std::uint16_t>(*port);
    return parsed;
}

}  // namespace pgoscope::cli
