#pragma once

#include <string>

namespace pgoscope::report {

/// Appends the block character whose height is this share of a line, from `▁` for nothing at all
/// to `█` for 1 and more.
void append_block(std::string& out, double share);

}  // namespace pgoscope::report
