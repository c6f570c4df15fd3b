#include "dissectors/logical/relation.h"

#include "dissectors/tables/types.h"

namespace pgoscope::dissectors::logical {
namespace {

std::string kept_name(std::string_view sent) {
    return std::string(sent.substr(0, longest_kept_name));
}

// The server sends the name of the schema that everybody has as nothing.
std::string schema_name(std::string_view sent) {
    return kept_name(sent.empty() ? catalogue_schema : sent);
}

void tell_type(Relation::Column& column, const Type& type) {
    if (type.schema != catalogue_schema) {
        column.type_name = type.schema + '.' + type.name;
        return;
    }
    column.type_name = type.name;
    if (const auto* built_in = find_type_named(type.name)) column.base_type_oid = built_in->oid;
}

}  // namespace

Relation relation_of(const RelationMessage& message, const Types& types) {
    Relation relation{message.oid,
                      schema_name(message.schema),
                      kept_name(message.name),
                      message.replica_identity,
                      {}};
    for (const auto& sent : message.columns) {
        auto& column = relation.columns.emplace_back();
        column.name = kept_name(sent.name);
        column.type_oid = sent.type_oid;
        column.type_modifier = sent.type_modifier;
        column.key = (sent.flags & 1U) != 0;
        if (const auto type = types.find(sent.type_oid); type != types.end())
            tell_type(column, type->second);
    }
    return relation;
}

TypeName ToldTypeNames::name_of(std::uint32_t type_oid) const noexcept {
    const auto type = types_.find(type_oid);
    return type != types_.end() ? TypeName{type->second.schema, type->second.name} : TypeName{};
}

Type type_of(const TypeMessage& message) {
    return {message.oid, schema_name(message.schema), kept_name(message.name)};
}

}  // namespace pgoscope::dissectors::logical
