#include "cli/interface_table.h"

#include <algorithm>

#include <fmt/format.h>

#include "analyzer/pipeline/interfaces.h"
#include "cli/usage_error.h"

namespace pgoscope::cli {

std::string interface_table() {
    auto listed = pipeline::interfaces();
    if (!listed.ok()) throw UsageError(listed.error());
    std::size_t name_width = 0;
    for (const auto& interface : listed.value())
        name_width = std::max(name_width, interface.name.size());
    std::string table;
    for (const auto& interface : listed.value()) {
        std::string line = fmt::format("{:<{}}  {:<4}  ", interface.name, name_width,
                                       interface.up ? "up" : "down");
        for (const auto& address : interface.addresses)
            line += address + " ";
        line += interface.description;
        line.erase(line.find_last_not_of(' ') + 1);
        table += line + "\n";
    }
    return table;
}

}  // namespace pgoscope::cli
