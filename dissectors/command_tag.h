#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace pgoscope::dissectors {

/// A command tag taken apart: `INSERT 0 5` is the command `INSERT` and 5 rows.
struct CommandTag {
    std::string_view command;
    std::optional<std::uint64_t> rows;
};
[[nodiscard, gnu::hot]] CommandTag read_command_tag(std::string_view tag) noexcept;

}  // namespace pgoscope::dissectors
