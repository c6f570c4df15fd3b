#include "analyzer/capture/bpf_filter.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include <pcap/pcap.h>

#include "analyzer/capture/link_type_name.h"

namespace pgoscope::capture {
namespace {

struct PcapCloser {
    void operator()(pcap_t* handle) const noexcept { pcap_close(handle); }
};

}  // namespace

void BpfFilter::ProgramDeleter::operator()(bpf_program* program) const noexcept {
    pcap_freecode(program);
    delete program;
}

Result<BpfFilter> BpfFilter::compile(const std::string& expression,
                                     const std::vector<int>& link_types) {
    BpfFilter filter(expression);
    for (const int link_type : link_types)
        if (auto failure = filter.add(link_type)) return *failure;
    return filter;
}

bool BpfFilter::knows(int link_type) const noexcept {
    return std::any_of(programs_.begin(), programs_.end(),
                       [&](const Program& program) { return program.link_type == link_type; });
}

std::optional<Failure> BpfFilter::add(int link_type) {
    constexpr int whole_packet = 0x7fffffff;
    constexpr int optimise = 1;
    if (knows(link_type)) return std::nullopt;
    const std::unique_ptr<pcap_t, PcapCloser> dead(pcap_open_dead(link_type, whole_packet));
    if (dead == nullptr) return Failure{"out of memory while compiling the packet filter"};
    Program program{link_type, decltype(Program::code)(new bpf_program{})};
    if (pcap_compile(dead.get(), program.code.get(), expression_.c_str(), optimise,
                     PCAP_NETMASK_UNKNOWN) != 0)
        return Failure{"the packet filter '" + expression_ + "' is not valid for link type " +
                       link_type_name(link_type) + ": " + pcap_geterr(dead.get()) +
                       "; man pcap-filter has the syntax"};
    programs_.push_back(std::move(program));
    return std::nullopt;
}

std::optional<Failure> BpfFilter::fault_of(const std::string& expression) {
    std::optional<Failure> first;
    for (const int link_type : {DLT_EN10MB, DLT_LINUX_SLL2, DLT_IEEE802_11_RADIO}) {
        const auto compiled = compile(expression, {link_type});
        if (compiled.ok()) return std::nullopt;
        if (!first) first = Failure{compiled.error()};
    }
    return first;
}

bool BpfFilter::matches(const Packet& packet) const noexcept {
    for (const auto& program : programs_) {
        if (program.link_type != packet.link_type) continue;
        pcap_pkthdr header{};
        header.len = packet.original_length;
        header.caplen = static_cast<std::uint32_t>(packet.data.size());
        return pcap_offline_filter(program.code.get(), &header, packet.data.data()) != 0;
    }
    return false;
}

}  // namespace pgoscope::capture
