#include "analyzer/capture/live_source.h"

#include <algorithm>
#include <utility>

#include <poll.h>

namespace pgoscope::capture {
namespace {

constexpr int longest_wait_milliseconds = 50;

/// Of several interfaces. The timer that ends a block may be late by a tick of the kernel, which is
/// up to 10 ms: a packet has come when this has passed, and has been shown after two such rounds.
constexpr int several_block_milliseconds = 10;
constexpr int between_rounds_milliseconds = 25;

}  // namespace

Result<std::unique_ptr<LiveSource>> LiveSource::open(const std::vector<std::string>& names,
                                                     const Options& options) {
    auto interface_options = options.interface;
    if (names.size() > 1) interface_options.block_milliseconds = several_block_milliseconds;
    std::vector<std::unique_ptr<Interface>> interfaces;
    for (const auto& name : names) {
        auto interface = Interface::open(name, interface_options);
        if (!interface.ok()) return Failure{interface.error()};
        interfaces.push_back(std::move(interface.value()));
    }
    auto pause = Pause::create();
    if (!pause.ok()) return Failure{pause.error()};
    return std::unique_ptr<LiveSource>(
        new LiveSource(std::move(interfaces), std::move(pause.value()), options));
}

LiveSource::LiveSource(std::vector<std::unique_ptr<Interface>> interfaces,
                       std::unique_ptr<Pause> pause, const Options& options)
    : interfaces_(std::move(interfaces)),
      open_(interfaces_.size()),
      most_packets_(options.most_packets),
      most_held_bytes_(options.interface.buffer_bytes),
      merger_(interfaces_.size()),
      between_rounds_(std::move(pause)) {}

bool LiveSource::take(Packet& packet) noexcept {
    const auto interface = merger_.take(packet);
    if (!interface) return false;
    interfaces_[*interface]->deliver(packet);
    packet.number = ++packets_;
    bytes_ += packet.data.size();
    said_idle_ = false;
    return true;
}

void LiveSource::fetch() {
    merger_.begin_round();
    for (std::size_t i = 0; i < interfaces_.size(); ++i)
        fetch(i);
    merger_.end_round();
    if (open_ == 0) merger_.release_all();
    if (!alone()) between_rounds_->begin(between_rounds_milliseconds);
}

void LiveSource::fetch(std::size_t interface) {
    auto& source = *interfaces_[interface];
    if (source.gone()) return;
    auto& queue = merger_.queue(interface);
    for (;;) {
        if (queue.bytes() >= most_held_bytes_) return merger_.has_more(interface);
        const auto fetched = source.fetch(queue);
        if (fetched == Interface::Fetched::gone) {
            --open_;
            error_ += (error_.empty() ? "" : "; ") + source.error();
        }
        // A batch alone is analyzed while it is in the processor's cache.
        if (fetched != Interface::Fetched::packets || alone()) return;
    }
}

bool LiveSource::wait() const {
    if (merger_.waiting()) return between_rounds_->wait();
    std::vector<pollfd> descriptors;
    for (const auto& interface : interfaces_)
        if (!interface->gone()) descriptors.push_back({interface->descriptor(), POLLIN, 0});
    return ::poll(descriptors.data(), descriptors.size(), longest_wait_milliseconds) >= 0;
}

ReadStatus LiveSource::next(Packet& packet) {
    if (most_packets_ != 0 && packets_ == most_packets_) return ReadStatus::end;
    if (take(packet)) [[likely]]
        return ReadStatus::packet;
    if (finished_) return ReadStatus::end;
    // What was delivered is shown before anything is waited for.
    if (said_idle_ ? !wait() : merger_.waiting()) {
        said_idle_ = true;
        return ReadStatus::idle;
    }
    fetch();
    if (take(packet)) return ReadStatus::packet;
    if (open_ == 0) return ReadStatus::failed;
    said_idle_ = true;
    return ReadStatus::idle;
}

void LiveSource::finish() {
    finished_ = true;
    if (alone() || !merger_.waiting()) return;
    while (!wait()) {
    }
    fetch();
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
