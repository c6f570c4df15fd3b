#pragma once

#include <memory>
#include <vector>

#include "analyzer/capture/result.h"
#include "analyzer/capture/source.h"
#include "analyzer/pipeline/settings.h"
#include "analyzer/report/document.h"

/// What a pipeline reads: files or interfaces.
namespace pgoscope::pipeline {

/// The source that the settings ask for. Packets of files are not filtered yet.
[[nodiscard]] capture::Result<std::unique_ptr<capture::Source>> open_source(
    const Settings& settings);

/// Its sources, and what they dropped in total.
[[nodiscard]] report::CaptureFacts capture_facts(const std::vector<capture::SourceInfo>& sources);

}  // namespace pgoscope::pipeline
