#include "analyzer/capture/live_source.h"

#include <algorithm>
#include <utility>

#include <poll.h>

namespace pgoscope::capture {
namespace {

constexpr int longest_wait_milliseconds = 50;

}  // namespace

Result<std::unique_ptr<LiveSource>> LiveSource::open(const std::vector<std::string>& names,
                                                     const Options& options) {
    std::unique_ptr<LiveSource> source(new LiveSource);
    for (const auto& name : names) {
        auto interface = Interface::open(name, options.interface);
        if (!interface.ok()) return Failure{interface.error()};
        source->interfaces_.push_back(std::move(interface.value()));
    }
    source->open_ = names.size();
    source->most_packets_ = options.most_packets;
    return source;
}

bool LiveSource::take(Packet& packet) noexcept {
    Interface* earliest = nullptr;
    for (const auto& interface : interfaces_)
        if (interface->has_packet() &&
            (earliest == nullptr || interface->next_time() < earliest->next_time()))
            earliest = interface.get();
    if (earliest == nullptr) return false;
    earliest->take(packet);
    packet.number = ++packets_;
    bytes_ += packet.data.size();
    said_idle_ = false;
    return true;
}

void LiveSource::fetch() {
    for (const auto& interface : interfaces_) {
        if (interface->state() == Interface::State::gone) continue;
        if (interface->fetch() == Interface::State::open) continue;
        --open_;
        error_ += (error_.empty() ? "" : "; ") + interface->error();
    }
}

void LiveSource::wait() const {
    std::vector<pollfd> descriptors;
    for (const auto& interface : interfaces_)
        if (interface->state() == Interface::State::open)
            descriptors.push_back({interface->descriptor(), POLLIN, 0});
    (void)::poll(descriptors.data(), descriptors.size(), longest_wait_milliseconds);
}

ReadStatus LiveSource::next(Packet& packet) {
    if (most_packets_ != 0 && packets_ == most_packets_) return ReadStatus::end;
    if (take(packet)) [[likely]]
        return ReadStatus::packet;
    if (said_idle_) wait();
    fetch();
    if (take(packet)) return ReadStatus::packet;
    if (open_ == 0) return ReadStatus::failed;
    said_idle_ = true;
    return ReadStatus::idle;
}

std::optional<int> LiveSource::link_type() const {
    const auto first = interfaces_.front()->link_type();
    for (const auto& interface : interfaces_)
        if (interface->link_type() != first) return std::nullopt;
    return first;
}

std::uint32_t LiveSource::snaplen() const {
    std::uint32_t largest = 0;
    for (const auto& interface : interfaces_)
        largest = std::max(largest, interface->snaplen());
    return largest;
}

std::vector<SourceInfo> LiveSource::info() const {
    std::vector<SourceInfo> infos;
    for (const auto& interface : interfaces_)
        infos.push_back(interface->info());
    return infos;
}

}  // namespace pgoscope::capture
