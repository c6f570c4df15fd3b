#pragma once

#include <cstdint>
#include <string_view>

namespace pgoscope::dissectors::logical {

/// What a plugin that writes text or JSON reports.
enum class Operation : std::uint8_t {
    unknown,
    begin,
    commit,
    insert,
    update,
    remove,
    truncate,
    message,
    prepare,
    commit_prepared,
    rollback_prepared,
    stream_start,
    stream_stop,
    stream_abort,
    stream_prepare,
    stream_commit,
    stream_change,  ///< a change of a streamed transaction, which the plugin does not show
};
/// As SQL has it where it does: `INSERT`, `COMMIT PREPARED`; else `STREAM START` ...
[[nodiscard]] std::string_view to_string(Operation operation) noexcept;

}  // namespace pgoscope::dissectors::logical
