#pragma once

#include <memory>
#include <vector>

#include "analyzer/capture/filtered_source.h"
#include "analyzer/capture/recorded_source.h"
#include "analyzer/capture/result.h"
#include "analyzer/capture/source.h"
#include "analyzer/pipeline/settings.h"
#include "analyzer/report/facts/document.h"

/// What a pipeline reads: files or interfaces.
namespace pgoscope::pipeline {

/// A source, and what it consists of where somebody asks for that.
struct Input {
    std::unique_ptr<capture::Source> source;
    const capture::FilteredSource* filtered = nullptr;  ///< leaves packets out
    capture::RecordedSource* recorded = nullptr;        ///< can write packets to a file
};

/// What the settings ask for.
[[nodiscard]] capture::Result<Input> open_input(const Settings& settings);

/// Its sources, and what they dropped in total.
[[nodiscard]] report::CaptureFacts capture_facts(const std::vector<capture::SourceInfo>& sources);
[[nodiscard]] report::WrittenFacts written_facts(const capture::PacketFile& file);

}  // namespace pgoscope::pipeline
