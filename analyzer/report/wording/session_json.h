#pragma once

#include <string>
#include <string_view>

#include "analyzer/events/session_info.h"
#include "analyzer/report/json/json_writer.h"

namespace pgoscope::report {

/// `{"address": "192.0.2.7", "port": 51834}` under `name`. `buffer` is to make text in.
void write_endpoint(JsonWriter& json, std::string_view name, const Endpoint& endpoint,
                    std::string& buffer);

/// Members that say who spoke in a session and how much. What is not known is absent.
void write_session(JsonWriter& json, const events::SessionInfo& session, std::string& buffer);

}  // namespace pgoscope::report
