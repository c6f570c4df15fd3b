#include "analyzer/sql/column_effect.h"

#include <algorithm>
#include <array>

#include "analyzer/sql/table_statements.h"
#include "analyzer/sql/words.h"

namespace pgoscope::sql {
namespace {

using Kind = ColumnEffect::Kind;

/// Words before a parenthesis in a query that is harmless: keywords, types with a modifier, and
/// functions that do nothing but compute.
constexpr auto harmless_before_parenthesis = std::to_array<std::string_view>({
    "abs",
    "all",
    "and",
    "any",
    "array",
    "as",
    "avg",
    "bit",
    "by",
    "case",
    "cast",
    "char",
    "coalesce",
    "concat",
    "count",
    "date_part",
    "date_trunc",
    "decimal",
    "distinct",
    "else",
    "except",
    "exists",
    "extract",
    "fetch",
    "filter",
    "format",
    "from",
    "generate_series",
    "greatest",
    "having",
    "in",
    "intersect",
    "join",
    "lateral",
    "least",
    "length",
    "limit",
    "lower",
    "materialized",
    "max",
    "md5",
    "min",
    "not",
    "now",
    "nullif",
    "numeric",
    "offset",
    "on",
    "or",
    "over",
    "pg_backend_pid",
    "pg_is_in_recovery",
    "random",
    "repeat",
    "round",
    "row",
    "row_number",
    "select",
    "some",
    "substring",
    "sum",
    "then",
    "time",
    "timestamp",
    "to_char",
    "union",
    "upper",
    "using",
    "values",
    "varchar",
    "version",
    "when",
    "where",
});

/// First words of statements that are no `Command` and leave columns alone.
constexpr auto harmless_others = std::to_array<std::string_view>(
    {"analyze", "checkpoint", "comment", "grant", "lock", "revoke", "truncate", "vacuum"});

/// What else than tables, and what they are found by, is created, altered and dropped.
constexpr auto no_tables = std::to_array<std::string_view>({
    "access",    "aggregate", "cast",       "collation",    "conversion", "database",   "default",
    "event",     "function",  "group",      "index",        "language",   "large",      "operator",
    "policy",    "procedure", "procedural", "publication",  "role",       "routine",    "rule",
    "sequence",  "server",    "statistics", "subscription", "system",     "tablespace", "text",
    "transform", "trigger",   "trusted",    "unique",       "user",
});

/// SELECT INTO makes a table, and a function may do anything.
bool is_plain_query(std::string_view sql) {
    bool harmless = true;
    for (Words words(sql); !words.ended(); words.advance()) {
        if (words.at(TokenKind::open_paren) && !harmless) return false;
        if (words.is("into")) return false;
        const bool names =
            words.at(TokenKind::identifier) || words.at(TokenKind::quoted_identifier);
        harmless = !names || words.is_any(harmless_before_parenthesis);
    }
    return true;
}

ColumnEffect effect_of_query(std::string_view sql) {
    if (is_plain_query(sql)) return {};
    return {
        .kind = Kind::unsure, .again_at_end = true, .renames_types = mentions(sql, "set_config")};
}

ColumnEffect effect_of_setting(std::string_view sql) {
    static constexpr auto of_names =
        std::to_array<std::string_view>({"all", "authorization", "role", "schema", "search_path"});
    ColumnEffect effect;
    for (Words words(sql); !words.ended(); words.advance()) {
        const auto name = words.name();
        if (std::ranges::find(of_names, name) != of_names.end()) {
            effect.kind = Kind::unsure;
            effect.again_at_end = true;
        }
        // The server's own schema comes first, unless the path names it elsewhere. Normalized text
        // does not have the constants, which may.
        const bool may_name_it =
            name == "pg_catalog" || words.at(TokenKind::parameter) || words.at(TokenKind::ellipsis);
        if (effect.kind == Kind::unsure && may_name_it) effect.renames_types = true;
    }
    return effect;
}

std::string without_schema(std::string_view table) {
    return std::string(table.substr(table.rfind('.') + 1));
}

ColumnEffect effect_of_other(std::string_view command, const Statement& statement) {
    Words words(statement.text);
    if (words.is_any(harmless_others)) return {};
    if (words.accept("create")) {
        (void)words.accept("unique");
        if (words.is("index")) return {};
    }
    const auto made = table_statements(statement.text);
    if (command != "CREATE TABLE" || made.size() != 1 || made.front().tag != command)
        return {.kind = Kind::unsure};
    const auto& table = made.front();
    if (table.on_commit_drop || statement.truncated)
        return {.kind = Kind::unsure, .again_at_end = true};
    const bool told = !table.if_not_exists && !table.columns.empty();
    return {.kind = told ? Kind::created : Kind::named, .table = without_schema(table.table)};
}

/// Behind CREATE: a table of that name may be found before the one that was found until now.
ColumnEffect effect_of_creation(Words words, const Statement& statement) {
    if (words.accept("or")) (void)words.accept("replace");
    (void)words.accept("global");
    (void)words.accept("local");
    if (words.is("temp") || words.is("temporary") || words.is_any(no_tables)) return {};
    const auto made = table_statements(statement.text);
    if (made.size() != 1 || statement.truncated) return {.kind = Kind::unsure};
    return {.kind = Kind::named, .table = without_schema(made.front().table)};
}

}  // namespace

ColumnEffect effect_on_other_sessions(const Statement& statement) {
    if (statement.target.command != Command::other) return {};
    Words words(statement.text);
    if (words.accept("create")) return effect_of_creation(words, statement);
    // Which others change with a table, a type or a schema is not told: partitions, tables that
    // inherit, those that bear the name from now on.
    const bool changes = words.accept("alter") || words.accept("drop");
    return {.kind = changes && !words.is_any(no_tables) ? Kind::unsure : Kind::none};
}

bool mentions(std::string_view sql, std::string_view name) {
    for (Words words(sql); !words.at(TokenKind::end); words.advance())
        if (words.name() == name) return true;
    return false;
}

ColumnEffect column_effect(std::string_view command, const Statement& statement) {
    switch (statement.target.command) {
        case Command::select:
            return effect_of_query(statement.text);
        case Command::set:
        case Command::reset:
            return effect_of_setting(statement.text);
        case Command::insert:
        case Command::update:
        case Command::delete_:
        case Command::merge:
        case Command::begin:
        case Command::commit:
        case Command::rollback:
        case Command::rollback_to:
        case Command::savepoint:
        case Command::release:
        case Command::prepare:
        case Command::deallocate:
        case Command::declare:
        case Command::fetch:
        case Command::move:
        case Command::close:
        case Command::copy:
        case Command::listen:
        case Command::unlisten:
        case Command::notify:
        case Command::show:
            return {};
        case Command::other:
            return effect_of_other(command, statement);
        default:
            return {.kind = Kind::unsure, .again_at_end = true};
    }
}

}  // namespace pgoscope::sql
