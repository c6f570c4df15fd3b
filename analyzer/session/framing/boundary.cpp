#include "analyzer/session/framing/boundary.h"

#include <algorithm>
#include <string_view>

#include "dissectors/byte_reader.h"
#include "dissectors/dialect_messages.h"
#include "dissectors/replication/native_order.h"
#include "dissectors/v2/recognise.h"
#include "dissectors/v3/dissect.h"
#include "dissectors/v3/tags.h"

namespace pgoscope::session {
namespace {

namespace v2 = dissectors::v2;
namespace v3 = dissectors::v3;
using dissectors::Direction;
using dissectors::ServerKind;

constexpr std::size_t header = 5;
/// Evidence that is enough, so that one look never walks a whole segment from every offset.
constexpr unsigned enough_messages = 8;
/// Offsets worth a closer look in one search; crafted bytes have more of them than traffic has.
constexpr unsigned most_candidates = 1024;
/// Messages that must follow each other from an offset in the middle whose chain does not end with
/// the bytes.
constexpr unsigned enough_inside = 3;

struct Chain {
    unsigned messages = 0;      ///< whole and valid
    bool ends_exactly = false;  ///< the last one ends with the bytes
    bool plausible = true;      ///< what follows them can be the beginning of one
    Bytes rest;                 ///< that beginning
};

v3::Dissection dissect(Direction direction, char tag, v3::Body body) noexcept {
    return direction == Direction::frontend ? v3::dissect_frontend(tag, body)
                                            : v3::dissect_backend(tag, body);
}

/// The system among whose messages to look for one with this type byte.
ServerKind speaker(Direction direction, ServerKind dialect, std::uint8_t tag) noexcept {
    // The dispatcher of Greenplum is told what PostgreSQL tells.
    const bool may_be_another = dialect == ServerKind::unknown || dialect == ServerKind::postgresql;
    return may_be_another ? dissectors::kind_of_tag(direction, tag) : dialect;
}

bool plausible_header(Direction direction, ServerKind dialect, std::uint8_t tag,
                      std::uint32_t length) noexcept {
    if (v3::plausible_header(direction, tag, length)) return true;
    const auto* info = dissectors::dialect_tag(speaker(direction, dialect, tag), direction, tag);
    return info != nullptr && length >= info->shortest && length <= info->longest;
}

bool well_formed(Direction direction, ServerKind dialect, std::uint8_t tag,
                 v3::Body body) noexcept {
    using enum v3::Malformation;
    return dissect(direction, static_cast<char>(tag), body).malformation == none ||
           dissectors::dissect_dialect(speaker(direction, dialect, tag), direction, tag, body)
                   .malformation == none;
}

Chain walk(Direction direction, ServerKind dialect, Bytes bytes) noexcept {
    Chain chain;
    while (chain.messages < enough_messages && bytes.size() >= header) {
        ByteReader reader(bytes);
        const auto tag = reader.u8();
        const auto length = reader.u32();
        if (!plausible_header(direction, dialect, tag, length)) {
            chain.plausible = false;
            return chain;
        }
        const auto total = std::size_t{length} + 1;
        if (total > bytes.size()) break;
        const auto body = bytes.subspan(header, total - header);
        if (!well_formed(direction, dialect, tag, {body, true})) {
            chain.plausible = false;
            return chain;
        }
        ++chain.messages;
        bytes = bytes.subspan(total);
    }
    chain.ends_exactly = bytes.empty();
    chain.rest = bytes;
    return chain;
}

bool printable(std::string_view text) noexcept {
    return std::none_of(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x20 && c != '\n' && c != '\t' && c != '\r';
    });
}

/// XLogData, of any length: two positions in order and a time in the range of times that
/// replication knows are more than chance puts behind each other. Its length leads to the next.
bool begins_xlog_data(Direction direction, Bytes bytes) noexcept {
    constexpr std::uint32_t shortest = 4 + 1 + 8 + 8 + 8;
    constexpr dissectors::Lsn beyond_all_wal = dissectors::Lsn{1} << 56U;
    ByteReader reader(bytes);
    if (direction != Direction::backend || reader.u8() != 'd') return false;
    const auto length = reader.u32();
    if (!v3::plausible_header(direction, 'd', length) || reader.u8() != 'w') return false;
    const auto start = reader.u64();
    const auto end_of_wal = reader.u64();
    const auto send_time = reader.i64();
    return reader.ok() && length >= shortest && start <= end_of_wal &&
           end_of_wal < beyond_all_wal && dissectors::replication::plausible_time(send_time);
}

/// A message that is longer than the bytes at hand, believed only where its beginning has a form
/// of its own.
bool recognisable_beginning(Direction direction, Bytes bytes) noexcept {
    if (bytes.size() <= header + 8) return false;
    if (begins_xlog_data(direction, bytes)) return true;
    const auto tag = static_cast<char>(bytes[0]);
    const auto dissection = dissect(direction, tag, {bytes.subspan(header), false});
    if (dissection.malformation != v3::Malformation::none) return false;
    if (const auto* query = std::get_if<v3::Query>(&dissection.message))
        return printable(query->query);
    if (const auto* parse = std::get_if<v3::Parse>(&dissection.message))
        return printable(parse->statement) && printable(parse->query) && !parse->query.empty();
    if (const auto* row = std::get_if<v3::DataRow>(&dissection.message))
        return row->columns.begin() != row->columns.end();
    if (const auto* shape = std::get_if<v3::RowDescription>(&dissection.message)) {
        // A whole one of an old protocol has the first letters of a name where the length would be.
        if (v2::recognise(direction, bytes).evidence != v2::Evidence::none) return false;
        const auto first = shape->columns.begin();
        return first != shape->columns.end() && printable(first->name);
    }
    return false;
}

}  // namespace

bool begins_at_boundary(Direction direction, Bytes bytes, ServerKind dialect) noexcept {
    const auto chain = walk(direction, dialect, bytes);
    if (!chain.plausible) return false;
    if (chain.messages > 0) return true;
    return recognisable_beginning(direction, chain.rest);
}

std::optional<std::size_t> find_boundary(Direction direction, Bytes bytes,
                                         ServerKind dialect) noexcept {
    if (begins_at_boundary(direction, bytes, dialect)) return 0;
    unsigned candidates = 0;
    for (std::size_t at = 1; at + header <= bytes.size() && candidates < most_candidates; ++at) {
        if (begins_xlog_data(direction, bytes.subspan(at))) return at;
        ByteReader reader(bytes.subspan(at));
        const auto tag = reader.u8();
        if (!plausible_header(direction, dialect, tag, reader.u32())) continue;
        ++candidates;
        const auto chain = walk(direction, dialect, bytes.subspan(at));
        if (!chain.plausible || chain.messages == 0) continue;
        if (chain.ends_exactly || chain.messages >= enough_inside) return at;
    }
    return std::nullopt;
}

}  // namespace pgoscope::session
