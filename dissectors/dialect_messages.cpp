#include "dissectors/dialect_messages.h"

#include <algorithm>
#include <array>

namespace pgoscope::dissectors {
namespace {

using Decoder = DialectMessage (*)(v3::BodyReader&) noexcept;

template <class View>
DialectMessage decode(v3::BodyReader& reader) noexcept {
    return View::read(reader);
}

struct Row {
    ServerKind kind;
    Direction direction;
    std::uint8_t tag;
    v3::TagInfo info;
    Decoder decoder;
};

template <class View>
constexpr Row row(ServerKind kind, Direction direction, std::uint8_t tag, v3::TagInfo info) {
    return {kind, direction, tag, info, &decode<View>};
}

// Limits on the length word, as for protocol 3.0 (v3/tags.cpp).
constexpr std::uint32_t large = (1U << 30U) - 1;
constexpr std::uint32_t small_frontend = 10'000;
constexpr std::uint32_t small_backend = 30'000;
constexpr std::uint32_t token = 65'535;

constexpr auto frontend = Direction::frontend;
constexpr auto backend = Direction::backend;

using enum MessageName;
using Kind = ServerKind;

// Few enough to be searched one after the other, by sessions that speak a dialect only.
constexpr std::array rows{
    row<vibesql::Subscribe>(Kind::vibesql, frontend, 0xF0, {Subscribe, large, 7}),
    row<vibesql::Unsubscribe>(Kind::vibesql, frontend, 0xF1, {Unsubscribe, 20, 20}),
    row<vibesql::SubscriptionData>(Kind::vibesql, backend, 0xF2, {SubscriptionData, large, 25}),
    row<vibesql::SubscriptionError>(Kind::vibesql, backend, 0xF3, {SubscriptionError, large, 21}),
    row<vibesql::SubscriptionAck>(Kind::vibesql, backend, 0xF4, {SubscriptionAck, 22, 22}),
    row<vibesql::SubscriptionPause>(Kind::vibesql, frontend, 0xF5, {SubscriptionPause, 20, 20}),
    row<vibesql::SubscriptionResume>(Kind::vibesql, frontend, 0xF6, {SubscriptionResume, 20, 20}),
    row<vibesql::SubscriptionPartialData>(Kind::vibesql, backend, 0xF7,
                                          {SubscriptionPartialData, large, 25}),

    row<redshift::Authentication>(Kind::redshift, backend, 'R',
                                  {AuthenticationDigest, small_backend, 8}),
    row<redshift::RowDescription>(Kind::redshift, backend, 'T', {RowDescription, large, 6}),
    row<redshift::DigestResponse>(Kind::redshift, frontend, 'd',
                                  {RedshiftDigestResponse, token, 12}),
    row<redshift::IdpResponse>(Kind::redshift, frontend, 'i', {RedshiftIdpResponse, token, 4}),

    row<greenplum::Dispatch>(Kind::greenplum, frontend, 'M', {MPPDispatch, large, 8}),
    row<greenplum::DtxProtocolCommand>(Kind::greenplum, frontend, 'T',
                                       {DtxProtocolCommand, large, 20}),
    row<greenplum::RejectedRows>(Kind::greenplum, backend, 'j', {RejectedRows, 20, 8}),
    row<greenplum::AORowCounts>(Kind::greenplum, backend, 'o', {AORowCounts, large, 8}),
    row<greenplum::QEStatistics>(Kind::greenplum, backend, 'Y', {QEStatistics, large, 4}),
    row<greenplum::QEStatus>(Kind::greenplum, backend, 'y', {QEStatus, large, 9}),
    row<greenplum::QECount>(Kind::greenplum, backend, 'k', {QECount, 12, 12}),
    row<greenplum::WroteXlog>(Kind::greenplum, backend, 'x', {WroteXlog, 5, 5}),

    row<yugabyte::SetSessionParameter>(Kind::yugabytedb, frontend, 's',
                                       {SetSessionParameter, 8, 8}),
    row<yugabyte::AuthPassthroughRequest>(Kind::yugabytedb, frontend, 'A',
                                          {AuthPassthroughRequest, small_frontend, 4}),
    row<yugabyte::FatalForLogicalConnection>(Kind::yugabytedb, backend, 'F',
                                             {FatalForLogicalConnection, small_backend, 4}),
    row<yugabyte::OidDetails>(Kind::yugabytedb, backend, 'O', {OidDetails, small_backend, 4}),

    row<odyssey::CompressionAck>(Kind::odyssey, backend, 'z', {CompressionAck, 5, 5}),
};

const Row* find_row(ServerKind kind, Direction direction, std::uint8_t tag) noexcept {
    const auto* const found = std::ranges::find_if(rows, [&](const Row& candidate) {
        return candidate.kind == kind && candidate.direction == direction && candidate.tag == tag;
    });
    return found == rows.end() ? nullptr : found;
}

}  // namespace

const v3::TagInfo* dialect_tag(ServerKind kind, Direction direction, std::uint8_t tag) noexcept {
    const auto* const found = find_row(kind, direction, tag);
    return found == nullptr ? nullptr : &found->info;
}

ServerKind kind_of_tag(Direction direction, std::uint8_t tag) noexcept {
    constexpr std::uint8_t first_of_vibesql = 0xF0;
    constexpr std::uint8_t last_of_vibesql = 0xF7;
    if (tag >= first_of_vibesql && tag <= last_of_vibesql) return ServerKind::vibesql;
    if (direction == Direction::backend)
        return tag == 'T' ? ServerKind::redshift : ServerKind::unknown;
    return tag == 'M' || tag == 'T' ? ServerKind::greenplum : ServerKind::unknown;
}

DialectDissection dissect_dialect(ServerKind kind, Direction direction, std::uint8_t tag,
                                  v3::Body body) noexcept {
    const auto* const found = find_row(kind, direction, tag);
    if (found == nullptr)
        return {Unknown, v3::Malformation::unknown_type, 0, v3::Unknown{body.bytes}};
    v3::BodyReader reader(body);
    DialectDissection dissection;
    dissection.name = found->info.name;
    dissection.message = found->decoder(reader);
    dissection.malformation = reader.verdict();
    dissection.offset = static_cast<std::uint32_t>(reader.offset());
    if (const auto* request = std::get_if<redshift::Authentication>(&dissection.message);
        request != nullptr && request->code == redshift::authentication_code::idp)
        dissection.name = AuthenticationIdP;
    return dissection;
}

}  // namespace pgoscope::dissectors
