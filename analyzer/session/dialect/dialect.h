#pragma once

#include "analyzer/session/copy/hyper_tables.h"
#include "analyzer/session/dialect/subscriptions.h"
#include "dissectors/dialect.h"

namespace pgoscope::session {

/// What a session remembers whose server has messages beyond protocol 3.0, or COPY data that only
/// the SQL before it explains.
struct Dialect {
    dissectors::ServerKind kind = dissectors::ServerKind::unknown;
    /// Redshift: RowDescription tells where its columns come from.
    bool extended_rows = false;
    /// VibeSQL.
    Subscriptions subscriptions{};
    /// Hyper.
    KnownTables tables{};
};

}  // namespace pgoscope::session
