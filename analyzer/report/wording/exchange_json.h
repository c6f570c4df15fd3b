#pragma once

#include "analyzer/events/exchange.h"
#include "analyzer/report/json/json_writer.h"
#include "analyzer/report/text/options.h"

namespace pgoscope::report {

/// Completion, or the last thing known to have happened in it.
[[nodiscard]] PacketTime last_known_time(const events::Exchange& exchange) noexcept;

/// Nothing without a time to divide by.
[[nodiscard]] std::optional<std::uint64_t> per_second(std::uint64_t count,
                                                      Nanoseconds time) noexcept;

/// Members of an `exchange` event. What is not known is absent.
void write_exchange(JsonWriter& json, const events::Exchange& exchange, const Options& options);

}  // namespace pgoscope::report
