#include "analyzer/report/wording/session_text.h"

#include <string_view>

#include "analyzer/endpoint_text.h"
#include "analyzer/report/text/text.h"
#include "analyzer/report/wording/authentication.h"
#include "dissectors/tables/sqlstates.h"

namespace pgoscope::report {
namespace {

std::string_view end_phrase(events::SessionEnd end) noexcept {
    switch (end) {
        case events::SessionEnd::terminated:
            return "terminated by the client";
        case events::SessionEnd::closed:
            return "closed";
        case events::SessionEnd::reset:
            return "reset";
        case events::SessionEnd::port_reused:
            return "replaced by a new connection of the same ports";
        case events::SessionEnd::evicted:
            return "no longer followed: too many connections";
        case events::SessionEnd::timed_out:
            return "no longer followed: silent for too long";
        case events::SessionEnd::end_of_capture:
            return "still open at the end of the capture";
        case events::SessionEnd::open:
            return "open";
    }
    return {};
}

std::string_view encryption_phrase(events::Encryption encryption) noexcept {
    switch (encryption) {
        case events::Encryption::none:
            return {};
        case events::Encryption::tls:
            return "TLS";
        case events::Encryption::direct_tls:
            return "direct TLS";
        case events::Encryption::gss:
            return "GSSAPI encryption";
    }
    return {};
}

/// Puts parts of a list behind each other with commas.
class Listing {
  public:
    explicit Listing(std::string& out) : out_(out), begin_(out.size()) {}
    /// Where the next part is written.
    std::string& next() {
        if (out_.size() > begin_) out_.append(", ");
        return out_;
    }
    void add(std::string_view text) {
        if (!text.empty()) append_escaped(next(), text);
    }

  private:
    std::string& out_;
    std::size_t begin_;
};

void append_injection(Listing& parts, events::CleartextInjection injection) {
    if (injection == events::CleartextInjection::frontend)
        parts.add("bytes in clear from the client before encryption (CVE-2021-23214)");
    else if (injection == events::CleartextInjection::backend)
        parts.add("bytes in clear from the server before encryption (CVE-2021-23222)");
}

}  // namespace

void append_endpoints(std::string& out, const events::SessionInfo& session) {
    append(out, session.client);
    out.append(" -> ");
    append(out, session.server);
}

void append_reading(Listing& parts, const events::SessionInfo& session) {
    if (!session.client_encoding.empty() && session.client_encoding != "UTF8" &&
        session.client_encoding != "SQL_ASCII")
        append_escaped(parts.next().append("client_encoding "), session.client_encoding);
    if (session.standard_conforming_strings == false) parts.add("standard_conforming_strings off");
    if (!reads_as_assumed(session)) return;
    auto& text = parts.next();
    text.append("settings not in the capture (assumed: ");
    if (session.client_encoding.empty()) text.append("client_encoding UTF8");
    if (!session.standard_conforming_strings)
        text.append(session.client_encoding.empty() ? ", " : "")
            .append("standard_conforming_strings on");
    text.append("), so some names may be hidden like constants");
}

void append_description(std::string& out, const events::SessionInfo& session) {
    Listing parts{out};
    if (session.recognition == events::Recognition::not_postgresql) {
        parts.add("not PostgreSQL");
        parts.add(session.other_protocol);
        return;
    }
    if (!session.user.empty()) {
        auto& text = parts.next();
        append_escaped(text, session.user);
        text.push_back('@');
        append_escaped(text, session.database.empty() ? session.user : session.database);
    }
    if (!session.application_name.empty()) {
        auto& text = parts.next();
        text.push_back('"');
        append_escaped(text, session.application_name);
        text.push_back('"');
    }
    if (session.version) {
        auto& text = parts.next();
        text.append("protocol ");
        append_version(text, *session.version);
    }
    parts.add(encryption_phrase(session.encryption));
    parts.add(session.authentication);
    if (!session.server_version.empty() || !session.server_kind.empty()) {
        auto& text = parts.next();
        append_escaped(text, session.server_kind.empty() ? "server" : session.server_kind);
        if (!session.server_version.empty()) text.push_back(' ');
        // Without the packager's words: `15.20 (Debian 15.20-1)`.
        append_escaped(text, session.server_version.substr(0, session.server_version.find(' ')));
    }
    if (!session.replication.empty()) parts.add("replication");
    append_reading(parts, session);
    append_injection(parts, session.cleartext_injection);
}

void append_never_opened(std::string& out, const events::SessionInfo& session) {
    out.append("never opened: ");
    if (session.left_when_refused()) {
        out.append(session.last_refused == events::Encryption::gss
                       ? "the server refused GSSAPI encryption, and the client left"
                       : "the server refused TLS, and the client left");
        return;
    }
    out.append("refused by the server");
    if (session.refusal.empty()) return;
    out.append(" with ");
    append_escaped(out, session.refusal);
    if (const auto condition = dissectors::condition_name(session.refusal); !condition.empty())
        out.append(" ").append(condition);
}

void append_end(std::string& out, const events::SessionInfo& session, events::SessionEnd end) {
    const auto& totals = session.totals;
    if (session.never_opened) {
        append_never_opened(out, session);
        out.append("; ");
    }
    out.append(end_phrase(end));
    if (session.closed >= session.opened && session.closed != 0) {
        out.append(" after ");
        append_duration(out, session.closed - session.opened);
    }
    out.append(": ");
    append_counted(out, totals.exchanges, "exchange");
    out.append(", ");
    append_counted(out, totals.rows, "row");
    out.append(" returned");
    out.append(", ");
    append_counted(out, totals.errors, "error");
    out.append(", ");
    append_byte_count(out, totals.frontend_bytes);
    out.append(" sent, ");
    append_byte_count(out, totals.backend_bytes);
    out.append(" received");
    if (totals.missing_bytes > 0) {
        out.append(", ");
        append_byte_count(out, totals.missing_bytes);
        out.append(" missing in ");
        append_counted(out, totals.gaps, "gap");
    }
    if (totals.malformed > 0) {
        out.append(", ");
        append_counted(out, totals.malformed, "malformed message");
    }
}

}  // namespace pgoscope::report
