#pragma once

#include <string_view>

#include "analyzer/capture/library_version.h"

namespace pgoscope::pipeline {

/// The library that reads captures, with its version.
[[nodiscard]] inline std::string_view capture_library() {
    return capture::library_version();
}

}  // namespace pgoscope::pipeline
