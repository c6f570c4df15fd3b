#pragma once

#include <string>

#include "analyzer/events/sink.h"

/// A session in words, escaped, for one line.
namespace pgoscope::report {

/// `192.0.2.7:51834 -> 192.0.2.9:5432`
void append_endpoints(std::string& out, const events::SessionInfo& session);

/// `app@orders, "billing"  protocol 3.0, SCRAM-SHA-256, PostgreSQL 15.20`: what is known of it;
/// nothing if nothing is.
void append_description(std::string& out, const events::SessionInfo& session);

/// `never opened: refused by the server with 3D000 invalid_catalog_name`; of a session that did
/// not.
void append_never_opened(std::string& out, const events::SessionInfo& session);

/// How it ended, how long it was, and how much there was in it.
void append_end(std::string& out, const events::SessionInfo& session, events::SessionEnd end);

}  // namespace pgoscope::report
