#include "dissectors/logical/operation.h"

#include <array>

namespace pgoscope::dissectors::logical {

std::string_view to_string(Operation operation) noexcept {
    static constexpr std::array<std::string_view, 17> names{
        "unknown",
        "BEGIN",
        "COMMIT",
        "INSERT",
        "UPDATE",
        "DELETE",
        "TRUNCATE",
        "MESSAGE",
        "PREPARE",
        "COMMIT PREPARED",
        "ROLLBACK PREPARED",
        "STREAM START",
        "STREAM STOP",
        "STREAM ABORT",
        "STREAM PREPARE",
        "STREAM COMMIT",
        "STREAM CHANGE",
    };
    return names[static_cast<std::size_t>(operation)];
}

}  // namespace pgoscope::dissectors::logical
