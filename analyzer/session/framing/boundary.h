#pragma once

#include <cstddef>
#include <optional>

#include "dissectors/bytes.h"
#include "dissectors/dialect.h"
#include "dissectors/message_name.h"

namespace pgoscope::session {

/// Finds where a message of protocol 3 begins in bytes that start anywhere: a capture that begins
/// in the middle of a session, or the first bytes after a gap. A boundary counts only with
/// evidence: whole messages, valid to their last field, that chain up to the end of the bytes, or
/// the header of WAL data.
///
/// The start of the bytes should be the start of a segment: senders flush at message boundaries, so
/// that offset is believed on less evidence than one in the middle.
///
/// Messages of `dialect` count as those of protocol 3.
[[nodiscard]] std::optional<std::size_t> find_boundary(
    dissectors::Direction direction, Bytes bytes,
    dissectors::ServerKind dialect = dissectors::ServerKind::unknown) noexcept;

/// Whether the bytes, from their first on, are messages of this direction, to their end.
[[nodiscard]] bool begins_at_boundary(
    dissectors::Direction direction, Bytes bytes,
    dissectors::ServerKind dialect = dissectors::ServerKind::unknown) noexcept;

}  // namespace pgoscope::session
