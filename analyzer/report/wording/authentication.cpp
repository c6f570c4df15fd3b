#include "analyzer/report/wording/authentication.h"

#include <algorithm>
#include <array>

#include "analyzer/report/text/text.h"

namespace pgoscope::report {

std::string_view authentication_method(std::uint32_t code) noexcept {
    /// By code, from 0.
    static constexpr std::array<std::string_view, 13> methods{
        "ok",  "kerberos_v4", "kerberos_v5", "password", "crypt", "md5", "scm",
        "gss", "gss",         "sspi",        "sasl",     "sasl",  "sasl"};
    return code < methods.size() ? methods[code] : "unknown";
}

std::string_view shown_mechanism(std::string_view mechanism) noexcept {
    static constexpr std::array<std::string_view, 12> known{
        "SCRAM-SHA-256", "SCRAM-SHA-256-PLUS", "SCRAM-SHA-512", "SCRAM-SHA-512-PLUS",
        "SCRAM-SHA-1",   "SCRAM-SHA-1-PLUS",   "OAUTHBEARER",   "XOAUTH2",
        "PLAIN",         "EXTERNAL",           "GSSAPI",        "GS2-KRB5"};
    const auto* found = std::find(known.begin(), known.end(), mechanism);
    return found != known.end() ? *found : "redacted";
}

bool is_scram(std::string_view mechanism) noexcept {
    return mechanism.starts_with("SCRAM-");
}

std::string_view shown_binding(std::string_view type) noexcept {
    static constexpr std::array<std::string_view, 4> registered{
        "tls-unique", "tls-server-end-point", "tls-unique-for-telnet", "tls-exporter"};
    const auto* found = std::find(registered.begin(), registered.end(), type);
    return found != registered.end() ? *found : "unknown";
}

void append_version(std::string& out, events::ProtocolVersion version) {
    append_number(out, version.major);
    out.push_back('.');
    append_number(out, version.minor);
}

}  // namespace pgoscope::report
