#pragma once

#include <cstdint>
#include <string_view>

#include "dissectors/bytes.h"
#include "dissectors/replication/commands.h"

namespace pgoscope::dissectors::logical {

/// What writes the data of a logical stream. `other` is a plugin that is named but not read here.
enum class Plugin : std::uint8_t { unknown, pgoutput, test_decoding, wal2json, other };

/// By the name that CREATE_REPLICATION_SLOT gives.
[[nodiscard]] Plugin plugin_named(std::string_view name) noexcept;
/// By the names of the options of START_REPLICATION.
[[nodiscard]] Plugin plugin_of_options(const replication::ReplicationCommand& start) noexcept;
/// By the first data of a stream, whole.
[[nodiscard]] Plugin plugin_of_data(Bytes data) noexcept;

}  // namespace pgoscope::dissectors::logical
