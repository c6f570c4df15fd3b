#include "analyzer/session/startup/other_protocol.h"

#include <array>

namespace pgoscope::session {
namespace {

struct Signature {
    std::string_view name;
    std::string_view beginning;
};

constexpr std::array client_signatures{
    Signature{"HTTP", "GET "},      Signature{"HTTP", "POST "},   Signature{"HTTP", "HEAD "},
    Signature{"HTTP", "PUT "},      Signature{"HTTP", "DELETE "}, Signature{"HTTP", "OPTIONS "},
    Signature{"HTTP", "CONNECT "},  Signature{"HTTP", "PATCH "},  Signature{"HTTP", "PRI * HTTP/2"},
    Signature{"SSH", "SSH-"},       Signature{"TLS", "\x16\x03"}, Signature{"Redis", "*1\r\n"},
    Signature{"Redis", "PING\r\n"}, Signature{"SMTP", "EHLO "},
};

constexpr std::array server_signatures{
    Signature{"HTTP", "HTTP/"}, Signature{"SSH", "SSH-"},  Signature{"SMTP or FTP", "220 "},
    Signature{"POP3", "+OK"},   Signature{"IMAP", "* OK"},
};

/// A MySQL greeting: three bytes of length, sequence number 0, protocol 10 or an error.
bool is_mysql_greeting(Bytes server) noexcept {
    return server.size() >= 5 && server[3] == 0 && (server[4] == 0x0a || server[4] == 0xff);
}

}  // namespace

std::string_view name_protocol(Bytes client, Bytes server) noexcept {
    for (const auto& signature : client_signatures)
        if (as_text(client).starts_with(signature.beginning)) return signature.name;
    for (const auto& signature : server_signatures)
        if (as_text(server).starts_with(signature.beginning)) return signature.name;
    return is_mysql_greeting(server) ? "MySQL" : std::string_view{};
}

}  // namespace pgoscope::session
