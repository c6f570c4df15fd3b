#include "cli/metrics_server.h"

#include <cerrno>
#include <exception>
#include <system_error>
#include <vector>

#include <arpa/inet.h>
#include <civetweb.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <prometheus/exposer.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cli/blocked_signals.h"
#include "cli/usage_error.h"

namespace pgoscope::cli {
namespace {

constexpr const char* path = "/metrics";

constexpr const char* elsewhere = "; choose another port or address";

/// Ports below are for whoever has CAP_NET_BIND_SERVICE (ip(7),
/// net.ipv4.ip_unprivileged_port_start).
constexpr std::uint16_t first_port_for_all = 1024;

/// Why nobody can listen there, and what to do about it; the server itself does not tell.
std::string why_not(const ListenAddress& address) {
    sockaddr_storage place{};
    socklen_t size = 0;
    if (auto& v4 = reinterpret_cast<sockaddr_in&>(place);
        ::inet_pton(AF_INET, address.address.c_str(), &v4.sin_addr) == 1) {
        v4.sin_family = AF_INET;
        v4.sin_port = htons(address.port);
        size = sizeof(v4);
    } else if (auto& v6 = reinterpret_cast<sockaddr_in6&>(place);
               ::inet_pton(AF_INET6, address.address.c_str(), &v6.sin6_addr) == 1) {
        v6.sin6_family = AF_INET6;
        v6.sin6_port = htons(address.port);
        size = sizeof(v6);
    }
    if (place.ss_family == AF_INET6 && ::mg_check_feature(MG_FEATURES_IPV6) == 0)
        return "the HTTP server of this system, civetweb, was built without IPv6; choose an IPv4 "
               "address";
    const int probe = ::socket(place.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int reason = probe < 0 ? errno : 0;
    if (probe >= 0) {
        const int on = 1;
        (void)::setsockopt(probe, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
        if (::bind(probe, reinterpret_cast<const sockaddr*>(&place), size) != 0 ||
            ::listen(probe, 1) != 0)
            reason = errno;
        (void)::close(probe);
    }
    if (reason == 0) return std::string("the server did not start") + elsewhere;
    const auto sentence = std::generic_category().message(reason);
    if (reason == EACCES && address.port < first_port_for_all)
        return sentence + ": the privilege for ports below 1024 is given up before; choose another";
    return sentence + elsewhere;
}

std::unique_ptr<prometheus::Exposer> serve(const ListenAddress& address) {
    // A scrape now and then: few threads, and none waits long for a client that says nothing.
    const std::vector<std::string> options{
        "listening_ports",    address.text(), "num_threads",       "4",
        "request_timeout_ms", "5000",         "enable_keep_alive", "no",
    };
    const BlockedSignals blocked;
    try {
        return std::make_unique<prometheus::Exposer>(options);
    } catch (const std::exception&) {
        throw UsageError(
            fmt::format("--metrics: cannot listen on {}: {}", address.text(), why_not(address)));
    }
}

}  // namespace

MetricsServer::MetricsServer(const ListenAddress& address, std::size_t statements)
    : address_(address),
      model_(statements),
      board_(std::make_shared<MetricsBoard>()),
      process_(std::make_shared<ProcessMetrics>()),
      exposer_(serve(address)) {
    const auto ports = exposer_->GetListeningPorts();
    if (!ports.empty()) address_.port = static_cast<std::uint16_t>(ports.front());
    exposer_->RegisterCollectable(board_, path);
    exposer_->RegisterCollectable(process_, path);
}

MetricsServer::~MetricsServer() {
    board_->close();
}

std::string MetricsServer::url() const {
    return "http://" + address_.text() + path;
}

bool MetricsServer::look(pipeline::Now& now, Time /*time*/) {
    if (board_->wanted()) {
        const auto present = now.present();
        board_->publish(
            model_.families(present.document, present.live.sessions(), present.live.calls()));
    }
    return true;
}

void MetricsServer::on_end(pipeline::Now& /*now*/) {
    // Stopping the server takes its time: that comes behind the final report.
    board_->close();
}

}  // namespace pgoscope::cli
