#pragma once

#include <string>

#include "analyzer/packet_time.h"

namespace pgoscope::report {

/// RFC 3339 in UTC with nanoseconds: `2026-11-20T21:16:10.775123456Z`.
void append_rfc3339(std::string& out, PacketTime time);

/// The date alone: `2026-11-20`.
void append_date(std::string& out, PacketTime time);

/// Time of day with microseconds: `21:16:10.775123`.
void append_time_of_day(std::string& out, PacketTime time);

}  // namespace pgoscope::report
