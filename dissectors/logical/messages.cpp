#include "dissectors/logical/messages.h"

#include <array>

namespace pgoscope::dissectors::logical {
namespace {

struct Traits {
    std::string_view name;
    unsigned least_version;
};
// In the order of the variant.
constexpr std::array<Traits, std::variant_size_v<Message>> traits{{
    {"Unknown", 1},
    {"Begin", 1},
    {"Commit", 1},
    {"Origin", 1},
    {"Relation", 1},
    {"Type", 1},
    {"Insert", 1},
    {"Update", 1},
    {"Delete", 1},
    {"Truncate", 1},
    {"Message", 1},
    {"Stream Start", 2},
    {"Stream Stop", 2},
    {"Stream Commit", 2},
    {"Stream Abort", 2},
    {"Begin Prepare", 3},
    {"Prepare", 3},
    {"Commit Prepared", 3},
    {"Rollback Prepared", 3},
    {"Stream Prepare", 3},
}};

}  // namespace

ColumnValue ColumnValue::read(ByteReader& reader) noexcept {
    const auto kind = static_cast<Kind>(reader.u8());
    switch (kind) {
        case Kind::null:
        case Kind::unchanged:
            return {kind, {}};
        case Kind::text:
        case Kind::binary:
            return {kind, reader.bytes(reader.u32())};
    }
    reader.fail();
    return {};
}

RelationColumn RelationColumn::read(ByteReader& reader) noexcept {
    RelationColumn column;
    column.flags = reader.u8();
    column.name = reader.c_string();
    column.type_oid = reader.u32();
    column.type_modifier = reader.i32();
    return column;
}

std::string_view name_of(const Message& message) noexcept {
    return traits[message.index()].name;
}

unsigned least_version(const Message& message) noexcept {
    const auto* const abort = std::get_if<StreamAbort>(&message);
    if (abort != nullptr && abort->abort_lsn) return 4;
    return traits[message.index()].least_version;
}

}  // namespace pgoscope::dissectors::logical
