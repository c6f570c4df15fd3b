#include "cli/printout.h"

#include <cstdio>

#include "cli/output_file.h"
#include "cli/usage_error.h"

namespace pgoscope::cli {

int print(const Printout& printout) {
    if (printout.exit_code != ExitCode::done) {
        (void)std::fputs(printout.text.c_str(), stderr);
        return static_cast<int>(printout.exit_code);
    }
    OutputFile output("", {});
    output.write(printout.text);
    if (output.state() == OutputFile::State::failed) throw UsageError(output.error());
    return static_cast<int>(printout.exit_code);
}

}  // namespace pgoscope::cli
