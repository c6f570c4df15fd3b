#pragma once

#include <stdexcept>

namespace pgoscope::cli {

/// The command line asks for something that cannot be done. One sentence for a person that says
/// what, where, and what to do about it. Thrown and caught before anything runs.
class UsageError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

}  // namespace pgoscope::cli
