#include "dissectors/logical/relation.h"

namespace pgoscope::dissectors::logical {
namespace {

// The server sends the name of the schema that everybody has as nothing.
std::string schema_name(std::string_view sent) {
    return std::string(sent.empty() ? "pg_catalog" : sent);
}

}  // namespace

Relation relation_of(const RelationMessage& message) {
    Relation relation{message.oid,
                      schema_name(message.schema),
                      std::string(message.name),
                      message.replica_identity,
                      {}};
    for (const auto& column : message.columns)
        relation.columns.push_back({std::string(column.name), column.type_oid, column.type_modifier,
                                    (column.flags & 1U) != 0});
    return relation;
}

Type type_of(const TypeMessage& message) {
    return {message.oid, schema_name(message.schema), std::string(message.name)};
}

}  // namespace pgoscope::dissectors::logical
