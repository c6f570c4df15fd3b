#pragma once

#include "analyzer/events/replication.h"
#include "analyzer/events/session_info.h"

namespace pgoscope::events {

/// A session that has not ended, as it is at one moment.
struct OpenSession {
    const SessionInfo* info;  ///< not null
    /// What it replicates, as far as that went; null = nothing.
    const ReplicationSummary* replication = nullptr;
};

}  // namespace pgoscope::events
