#pragma once

#include <vector>

#include "analyzer/capture/interface_list.h"

namespace pgoscope::pipeline {

/// The interfaces that packets can be captured on, the most useful first.
[[nodiscard]] inline capture::Result<std::vector<capture::InterfaceDescription>> interfaces() {
    return capture::list_interfaces();
}

}  // namespace pgoscope::pipeline
