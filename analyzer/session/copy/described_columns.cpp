#include "analyzer/session/copy/described_columns.h"

#include <algorithm>
#include <array>
#include <utility>

#include "analyzer/sql/column_effect.h"
#include "analyzer/sql/table_statements.h"
#include "dissectors/tables/types.h"

namespace pgoscope::session {
namespace {

constexpr std::uint16_t binary_format = 1;

/// What SQL calls otherwise than the catalog does.
struct Spelling {
    std::string_view sql;
    std::string_view catalogue;
};
constexpr std::array spellings{
    Spelling{"bigint", "int8"},
    Spelling{"bigserial", "int8"},
    Spelling{"bit varying", "varbit"},
    Spelling{"boolean", "bool"},
    Spelling{"char", "bpchar"},
    Spelling{"char varying", "varchar"},
    Spelling{"character", "bpchar"},
    Spelling{"character varying", "varchar"},
    Spelling{"decimal", "numeric"},
    Spelling{"double precision", "float8"},
    Spelling{"int", "int4"},
    Spelling{"integer", "int4"},
    Spelling{"real", "float4"},
    Spelling{"serial", "int4"},
    Spelling{"smallint", "int2"},
    Spelling{"smallserial", "int2"},
    Spelling{"time with time zone", "timetz"},
    Spelling{"time without time zone", "time"},
    Spelling{"timestamp with time zone", "timestamptz"},
    Spelling{"timestamp without time zone", "timestamp"},
};

/// OID of a type that the server has built in; 0 for any other.
std::uint32_t type_declared(const sql::DeclaredColumn& column) noexcept {
    std::string_view name = column.type;
    const bool array = name.ends_with("[]");
    if (array) name.remove_suffix(2);
    const auto* const spelling = std::ranges::find(spellings, name, &Spelling::sql);
    const auto* const type =
        dissectors::find_type_named(spelling != spellings.end() ? spelling->catalogue : name);
    if (type == nullptr) return 0;
    return array ? type->array_oid : type->oid;
}

/// Without blanks around it or a semicolon behind it.
std::string_view trimmed(std::string_view sql) noexcept {
    constexpr std::string_view blanks = " \t\r\n\f\v;";
    const auto begin = std::min(sql.find_first_not_of(blanks), sql.size());
    sql.remove_prefix(begin);
    return sql.substr(0, sql.find_last_not_of(blanks) + 1);
}

/// A name with a schema and one without may mean two tables, even where the schema is `public`.
bool is_same_table(const auto& known, const sql::CopiedColumns& copied) noexcept {
    return known.table == copied.table && known.schema_named == copied.schema_named;
}

/// The columns that COPY names, in its order; null when one of them is not among those known.
DescribedColumns::Shape chosen(const events::ResultShape& known,
                               const std::vector<std::string>& names) {
    events::ResultShape shape;
    const auto take = [&](const events::ResultColumn& column) {
        shape.push_back(column);
        shape.back().format = binary_format;
    };
    if (names.empty()) std::ranges::for_each(known, take);
    for (const auto& name : names) {
        const auto column = std::ranges::find(known, name, &events::ResultColumn::name);
        if (column == known.end()) return nullptr;
        take(*column);
    }
    return std::make_shared<const events::ResultShape>(std::move(shape));
}

}  // namespace

std::string_view to_string(DescribedColumns::Origin origin) noexcept {
    using Origin = DescribedColumns::Origin;
    switch (origin) {
        case Origin::none:
            break;
        case Origin::same_query:
            return "same query";
        case Origin::select_of_table:
            return "SELECT of the table";
        case Origin::create_table:
            return "CREATE TABLE";
    }
    return {};
}

void DescribedColumns::keep(Description description) {
    const auto same = std::ranges::find(known_, description.statement, &Description::statement);
    if (same != known_.end())
        known_.erase(same);
    else if (known_.size() == most_kept)
        known_.pop_back();
    known_.insert(known_.begin(), std::move(description));
}

void DescribedColumns::forget_unsettled() {
    std::erase_if(known_, [](const Description& known) { return !known.settled; });
}

void DescribedColumns::forget_named(std::string_view table) {
    std::erase_if(known_, [table](const Description& known) {
        return sql::mentions(known.statement->text, table);
    });
}

void DescribedColumns::hear(const TableChanges& changes, std::uint64_t session) {
    if (changes.count() - heard_ > TableChanges::most_kept) {
        heard_ = changes.count();
        forget();
    }
    for (; heard_ < changes.count(); ++heard_) {
        const auto& change = changes[heard_];
        if (change.session == session) continue;
        if (change.effect.kind == sql::ColumnEffect::Kind::unsure) forget();
        if (change.effect.kind == sql::ColumnEffect::Kind::named) forget_named(change.effect.table);
    }
}

void DescribedColumns::describe(const sql::Statement* statement,
                                std::shared_ptr<const events::PreparedStatement> prepared,
                                Shape shape, bool of_one_table) {
    if (statement != nullptr)
        keep({.statement = statement,
              .prepared = std::move(prepared),
              .shape = std::move(shape),
              .of_one_table = of_one_table});
}

void DescribedColumns::on_command(std::string_view command, const sql::Statement* statement) {
    if (statement == nullptr) {
        forget();
        return;
    }
    // Also the tag of ROLLBACK TO SAVEPOINT, and of a COMMIT that failed.
    if (command == "ROLLBACK") forget_unsettled();
    const auto effect = sql::column_effect(command, *statement);
    forgets_at_end_ = forgets_at_end_ || effect.again_at_end;
    types_renamed_ = types_renamed_ || effect.renames_types;
    using enum sql::ColumnEffect::Kind;
    switch (effect.kind) {
        case none:
            break;
        case created:
            forget_named(effect.table);
            if (!types_renamed_)
                keep({.statement = statement, .prepared = nullptr, .shape = nullptr});
            break;
        case named:
            forget_named(effect.table);
            break;
        case unsure:
            forget();
            break;
    }
}

void DescribedColumns::on_idle() {
    if (std::exchange(forgets_at_end_, false)) forget();
    for (auto& known : known_)
        known.settled = true;
}

bool DescribedColumns::tells_query(const Description& known, std::string_view query) {
    // Normalized texts of queries with different constants, and so types, are the same.
    return known.prepared && known.shape && trimmed(known.prepared->sql) == query;
}

DescribedColumns::Shape DescribedColumns::columns_of_table(const Description& known,
                                                           const sql::CopiedColumns& copied) {
    if (!known.of_one_table) return nullptr;
    const auto select = sql::selected_columns(known.statement->text);
    if (!select || !is_same_table(*select, copied)) return nullptr;
    // All columns, and in their order, are known by `*` alone.
    if (copied.columns.empty() && !select->columns.empty()) return nullptr;
    return chosen(*known.shape, copied.columns);
}

DescribedColumns::Shape DescribedColumns::columns_of_created(const Description& known,
                                                             const sql::CopiedColumns& copied) {
    const auto made = sql::table_statements(known.statement->text);
    if (made.size() != 1 || !is_same_table(made.front(), copied)) return nullptr;
    events::ResultShape columns;
    for (const auto& declared : made.front().columns)
        if (!declared.generated || !copied.columns.empty())
            columns.push_back({declared.name, type_declared(declared), -1, binary_format});
    return chosen(columns, copied.columns);
}

DescribedColumns::Found DescribedColumns::columns_of(const sql::CopyStatement& copy) const {
    const auto query = trimmed(copy.query);
    for (const auto& known : known_) {
        if (!query.empty() && tells_query(known, query))
            return {chosen(*known.shape, {}), Origin::same_query};
        if (!copy.copied) continue;
        if (auto shape = known.shape ? columns_of_table(known, *copy.copied)
                                     : columns_of_created(known, *copy.copied))
            return {std::move(shape), known.shape ? Origin::select_of_table : Origin::create_table};
    }
    return {};
}

}  // namespace pgoscope::session
