#pragma once

#include "analyzer/report/facts/document.h"

namespace pgoscope::pipeline {

/// What came between two moments of one run. The time of the packet before it is the interval's
/// first, so that its duration is that of what it holds. Bytes that waited for others at the first
/// moment are among the interval's.
[[nodiscard]] report::DocumentFacts facts_between(const report::DocumentFacts& before,
                                                  const report::DocumentFacts& now);

}  // namespace pgoscope::pipeline
