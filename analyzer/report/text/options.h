#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>

namespace pgoscope::report {

/// What a reader asked to see. Secrets are shown under no option.
struct Options {
    /// Parameters, rows, COPY data and notification payloads, which are hidden otherwise.
    bool show_values = false;
    /// SQL normalized everywhere; `detail`, `where`, `hint` and `internal_query` of errors dropped,
    /// with what messages repeat of the session's constants and parameters.
    bool redact = false;
    /// Timeline in text: each DataRow, CopyData and ParameterStatus a line, instead of long runs
    /// folded.
    bool every_row = false;
    /// Entries of a ranking; 0 = all.
    std::uint32_t top = 20;
    std::string_view top_option = "--top";  ///< how a reader asks for more of them; a literal

    [[nodiscard]] std::size_t most_entries() const noexcept {
        return top == 0 ? std::numeric_limits<std::size_t>::max() : top;
    }
};

}  // namespace pgoscope::report
