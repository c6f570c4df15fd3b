#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/capture/packet.h"
#include "analyzer/capture/result.h"

struct bpf_program;

namespace pgoscope::capture {

/// A filter expression of pcap-filter(7), compiled once for each link type it is to match packets
/// of.
class BpfFilter {
  public:
    /// Fails where the expression makes no sense for one of the link types.
    [[nodiscard]] static Result<BpfFilter> compile(const std::string& expression,
                                                   const std::vector<int>& link_types);

    /// Why it makes no sense for any link type that interfaces usually have; nothing where it does
    /// for one.
    [[nodiscard]] static std::optional<Failure> fault_of(const std::string& expression);

    [[nodiscard]] bool knows(int link_type) const noexcept;
    /// Packets of this link type can be matched from now on, unless the expression makes no sense
    /// for it.
    [[nodiscard]] std::optional<Failure> add(int link_type);

    /// Never one of a link type that it does not know.
    [[nodiscard]] bool matches(const Packet& packet) const noexcept;

  private:
    struct ProgramDeleter {
        void operator()(bpf_program* program) const noexcept;
    };
    struct Program {
        int link_type = 0;
        std::unique_ptr<bpf_program, ProgramDeleter> code;
    };

    explicit BpfFilter(std::string expression) : expression_(std::move(expression)) {}

    std::string expression_;
    std::vector<Program> programs_;
};

}  // namespace pgoscope::capture
