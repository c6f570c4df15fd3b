#pragma once

#include <memory>

#include "analyzer/pipeline/watch.h"
#include "cli/configuration.h"
#include "cli/log.h"

namespace pgoscope::cli {

/// What accompanies a live capture, as the configuration asks for it. `log` must outlive it.
[[nodiscard]] std::unique_ptr<pipeline::Watch> make_live_watch(const Configuration& configuration,
                                                               const Log& log);

}  // namespace pgoscope::cli
