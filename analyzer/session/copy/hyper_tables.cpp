#include "analyzer/session/copy/hyper_tables.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include "dissectors/hyper/values.h"
#include "dissectors/tables/type_table.h"
#include "dissectors/values/numeric_modifier.h"

namespace pgoscope::session {
namespace {

constexpr std::size_t most_tables = 1'024;
constexpr std::size_t most_asked_for = 1'024;

using dissectors::oid_of;

struct TypeName {
    std::string_view words;
    std::uint32_t oid;
};
/// As Hyper's SQL spells types.
constexpr auto type_names = std::to_array<TypeName>({
    {"bool", oid_of("bool")},
    {"boolean", oid_of("bool")},
    {"smallint", oid_of("int2")},
    {"int2", oid_of("int2")},
    {"int", oid_of("int4")},
    {"integer", oid_of("int4")},
    {"int4", oid_of("int4")},
    {"bigint", oid_of("int8")},
    {"int8", oid_of("int8")},
    {"oid", oid_of("oid")},
    {"real", oid_of("float4")},
    {"float4", oid_of("float4")},
    {"double precision", oid_of("float8")},
    {"float8", oid_of("float8")},
    {"numeric", oid_of("numeric")},
    {"decimal", oid_of("numeric")},
    {"text", oid_of("text")},
    {"varchar", oid_of("varchar")},
    {"character varying", oid_of("varchar")},
    {"char", oid_of("bpchar")},
    {"character", oid_of("bpchar")},
    {"json", oid_of("json")},
    {"bytea", oid_of("bytea")},
    {"bytes", oid_of("bytea")},
    {"date", oid_of("date")},
    {"time", oid_of("time")},
    {"time without time zone", oid_of("time")},
    {"timestamp", oid_of("timestamp")},
    {"timestamp without time zone", oid_of("timestamp")},
    {"timestamptz", oid_of("timestamptz")},
    {"timestamp with time zone", oid_of("timestamptz")},
    {"interval", oid_of("interval")},
    {"geography", dissectors::hyper::geography_oid},
});

std::optional<events::ResultColumn> column_of(const sql::DeclaredColumn& declared) {
    const auto* const type = std::ranges::find(type_names, declared.type, &TypeName::words);
    if (type == type_names.end()) return std::nullopt;
    events::ResultColumn column{declared.name, type->oid, -1, dissectors::hyper::format_code};
    if (type->oid == oid_of("numeric")) {
        // Its width on the wire depends on the precision, which then must be told.
        if (declared.modifiers.empty() || declared.modifiers.size() > 2) return std::nullopt;
        column.type_modifier = dissectors::numeric_modifier(
            declared.modifiers[0], declared.modifiers.size() == 2 ? declared.modifiers[1] : 0);
    }
    // One of a single character is a type of its own.
    if (type->oid == oid_of("bpchar") &&
        (declared.modifiers.size() != 1 || declared.modifiers[0] <= 1))
        return std::nullopt;
    return column;
}

std::shared_ptr<const CopyShape> shape_of_table(const sql::TableStatement& table) {
    if (table.columns.empty()) return nullptr;
    auto shape = std::make_shared<CopyShape>();
    for (const auto& declared : table.columns) {
        auto column = column_of(declared);
        if (!column) return nullptr;
        shape->columns.push_back(std::move(*column));
        shape->nullable.push_back(!declared.not_null);
    }
    return shape;
}

}  // namespace

void KnownTables::on_sql(std::string_view sql) {
    for (auto& statement : sql::table_statements(sql)) {
        if (asked_for_.size() == most_asked_for) return;
        asked_for_.push_back(std::move(statement));
    }
}

void KnownTables::forget_unsettled() {
    std::erase_if(tables_, [](const auto& table) { return !table.second.settled; });
}

void KnownTables::on_ready(bool idle) {
    asked_for_.clear();
    if (!idle) return;
    for (auto& [name, table] : tables_)
        table.settled = true;
}

void KnownTables::on_complete(std::string_view tag) {
    if (tag == "ROLLBACK") forget_unsettled();
    if (asked_for_.empty() || asked_for_.front().tag != tag) return;
    // One DROP TABLE may name several.
    do {
        const auto done = std::move(asked_for_.front());
        asked_for_.pop_front();
        if (done.if_not_exists) continue;  // whether it was made is not told
        tables_.erase(done.table);
        if (auto shape = shape_of_table(done); shape != nullptr && tables_.size() < most_tables)
            tables_.emplace(done.table, Table{std::move(shape)});
    } while (tag == "DROP TABLE" && !asked_for_.empty() && asked_for_.front().tag == tag);
}

std::shared_ptr<const CopyShape> KnownTables::shape_of(std::string_view copy) const {
    const auto copied = sql::copied_columns(copy);
    if (!copied) return nullptr;
    const auto found = tables_.find(copied->table);
    if (found == tables_.end() || copied->columns.empty())
        return found == tables_.end() ? nullptr : found->second.shape;
    const auto& table = *found->second.shape;
    auto shape = std::make_shared<CopyShape>();
    for (const auto& name : copied->columns) {
        const auto at = std::ranges::find(table.columns, name, &events::ResultColumn::name);
        if (at == table.columns.end()) return nullptr;
        shape->columns.push_back(*at);
        shape->nullable.push_back(
            table.nullable[static_cast<std::size_t>(at - table.columns.begin())]);
    }
    return shape;
}

}  // namespace pgoscope::session
