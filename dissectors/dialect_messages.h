#pragma once

#include <cstdint>
#include <variant>

#include "dissectors/dialect.h"
#include "dissectors/greenplum/messages.h"
#include "dissectors/message_name.h"
#include "dissectors/odyssey/messages.h"
#include "dissectors/redshift/messages.h"
#include "dissectors/v3/dissect.h"
#include "dissectors/v3/tags.h"
#include "dissectors/vibesql/messages.h"
#include "dissectors/yugabyte/messages.h"

/// What a type byte means in a dialect beyond protocol 3.0. Meant to be asked only after the table
/// of protocol 3.0 said Unknown, so that nobody else pays for it.
namespace pgoscope::dissectors {

using DialectMessage = std::variant<
    v3::Unknown, vibesql::Subscribe, vibesql::Unsubscribe, vibesql::SubscriptionPause,
    vibesql::SubscriptionResume, vibesql::SubscriptionData, vibesql::SubscriptionError,
    vibesql::SubscriptionAck, vibesql::SubscriptionPartialData, redshift::Authentication,
    redshift::DigestResponse, redshift::IdpResponse, redshift::RowDescription, greenplum::Dispatch,
    greenplum::DtxProtocolCommand, greenplum::RejectedRows, greenplum::AORowCounts,
    greenplum::QEStatistics, greenplum::QEStatus, greenplum::QECount, greenplum::WroteXlog,
    yugabyte::SetSessionParameter, yugabyte::AuthPassthroughRequest,
    yugabyte::FatalForLogicalConnection, yugabyte::OidDetails, odyssey::CompressionAck>;

/// As v3::Dissection.
struct DialectDissection {
    MessageName name = MessageName::Unknown;
    v3::Malformation malformation = v3::Malformation::none;
    std::uint32_t offset = 0;
    DialectMessage message;
};

/// Null when the dialect gives the byte no meaning of its own.
///
/// Three of Redshift's are also in protocol 3.0, and only the session can tell which is meant: `R`
/// with codes 13 and 14, `T` once the server said `server_protocol_version` 1 or above, and `d`
/// from a client that was asked for a digest.
[[nodiscard]] const v3::TagInfo* dialect_tag(ServerKind kind, Direction direction,
                                             std::uint8_t tag) noexcept;

/// The system that a type byte gives away when nothing else is known of it: those of VibeSQL, which
/// no other system has, and those with which Greenplum's dispatcher asks, whose messages are well
/// formed by no chance. So is Redshift's RowDescription, where it is none of protocol 3.0.
/// Otherwise `unknown`.
[[nodiscard]] ServerKind kind_of_tag(Direction direction, std::uint8_t tag) noexcept;

[[nodiscard]] DialectDissection dissect_dialect(ServerKind kind, Direction direction,
                                                std::uint8_t tag, v3::Body body) noexcept;

}  // namespace pgoscope::dissectors
