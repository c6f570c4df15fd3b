#include "analyzer/sql/table_statements.h"

#include <array>
#include <charconv>

#include "analyzer/sql/words.h"

namespace pgoscope::sql {
namespace {

/// No table has more columns (MaxHeapAttributeNumber); a text with more is none worth reading.
constexpr std::size_t most_columns = 1'600;

/// With its schema, unless that is `public`; empty when it is no name.
std::string take_table_name(Words& words, bool& schema_named) {
    auto name = words.take_name();
    while (!name.empty() && words.accept(TokenKind::dot)) {
        schema_named = true;
        const auto part = words.take_name();
        if (part.empty()) return {};
        if (name == "public")
            name.clear();
        else
            name += '.';
        name += part;
    }
    return name;
}

/// `(10, 2)`; false when it holds anything but numbers.
bool take_modifiers(Words& words, std::vector<std::uint32_t>& modifiers) {
    if (!words.accept(TokenKind::open_paren)) return true;
    do {
        const auto digits = words.text();
        std::uint32_t modifier = 0;
        const auto [end, failure] =
            std::from_chars(digits.data(), digits.data() + digits.size(), modifier);
        if (!words.at(TokenKind::number) || failure != std::errc{} ||
            end != digits.data() + digits.size())
            return false;
        modifiers.push_back(modifier);
        words.advance();
    } while (words.accept(TokenKind::comma));
    return words.accept(TokenKind::close_paren);
}

/// Words that end a column's type.
bool at_constraint(const Words& words) noexcept {
    static constexpr auto openings = std::to_array<std::string_view>(
        {"not", "null", "default", "primary", "unique", "check", "references", "collate",
         "constraint", "generated", "assumed", "array"});
    return words.is_any(openings);
}

/// A type is words with modifiers among them: `timestamp(3) with time zone`.
bool take_type(Words& words, DeclaredColumn& column) {
    while (words.at(TokenKind::identifier) && !at_constraint(words)) {
        if (!column.type.empty()) column.type += ' ';
        column.type += words.take_name();
        if (words.at(TokenKind::open_paren) && !take_modifiers(words, column.modifiers))
            return false;
    }
    if (column.type.empty()) return false;
    bool array = words.accept("array");
    while (words.accept(TokenKind::open_bracket)) {
        array = true;
        while (!words.ended() && !words.accept(TokenKind::close_bracket))
            words.advance();
    }
    if (array) column.type += "[]";
    return true;
}

/// The constraints of a column, up to the comma or parenthesis behind them.
void take_constraints(Words& words, DeclaredColumn& column) {
    while (!words.ended() && !words.at(TokenKind::comma) && !words.at(TokenKind::close_paren)) {
        if (words.accept("not")) {
            column.not_null = column.not_null || words.is("null");
        } else if (words.accept("primary")) {
            column.not_null = true;
        } else if (words.accept("generated")) {
            column.generated = true;
        } else if (words.accept("identity")) {
            column.generated = false;
        } else if (words.at(TokenKind::open_paren)) {
            words.skip_parentheses();
        } else {
            words.advance();
        }
    }
}

bool at_table_constraint(const Words& words) noexcept {
    static constexpr auto openings = std::to_array<std::string_view>(
        {"constraint", "primary", "unique", "check", "foreign", "exclude", "assumed"});
    return words.is_any(openings);
}

/// PRIMARY KEY of several columns makes each of them NOT NULL.
void take_table_constraint(Words& words, std::vector<DeclaredColumn>& columns) {
    bool primary = false;
    while (!words.ended() && !words.at(TokenKind::comma) && !words.at(TokenKind::close_paren)) {
        if (words.accept("primary")) {
            primary = true;
        } else if (primary && words.accept(TokenKind::open_paren)) {
            do {
                const auto name = words.take_name();
                for (auto& column : columns)
                    if (column.name == name) column.not_null = true;
            } while (words.accept(TokenKind::comma));
            (void)words.accept(TokenKind::close_paren);
        } else if (words.at(TokenKind::open_paren)) {
            words.skip_parentheses();
        } else {
            words.advance();
        }
    }
}

/// Empty when the list cannot be read to its end.
std::vector<DeclaredColumn> take_columns(Words& words) {
    std::vector<DeclaredColumn> columns;
    if (!words.accept(TokenKind::open_paren)) return {};
    do {
        if (at_table_constraint(words)) {
            take_table_constraint(words, columns);
            continue;
        }
        if (words.is("like")) return {};
        DeclaredColumn column;
        column.name = words.take_name();
        if (column.name.empty() || columns.size() == most_columns || !take_type(words, column))
            return {};
        take_constraints(words, column);
        columns.push_back(std::move(column));
    } while (words.accept(TokenKind::comma));
    const bool whole = words.accept(TokenKind::close_paren) && !words.is("inherits");
    return whole ? columns : std::vector<DeclaredColumn>{};
}

/// `IF EXISTS` and `IF NOT EXISTS`; false when neither stands here.
bool skip_if_exists(Words& words) noexcept {
    if (!words.accept("if")) return false;
    (void)words.accept("not");
    (void)words.accept("exists");
    return true;
}

/// Among what stands behind the columns.
bool drops_on_commit(Words& words) {
    for (; !words.ended(); words.advance())
        if (words.accept("commit") && words.is("drop")) return true;
    return false;
}

/// CREATE [what for] TABLE.
void read_create(Words& words, std::vector<TableStatement>& statements) {
    static constexpr auto adjectives =
        std::to_array<std::string_view>({"global", "local", "temporary", "temp", "unlogged"});
    while (words.is_any(adjectives))
        words.advance();
    if (!words.accept("table")) return;
    TableStatement create{.tag = "CREATE TABLE"};
    create.if_not_exists = skip_if_exists(words);
    create.table = take_table_name(words, create.schema_named);
    if (create.table.empty()) return;
    create.columns = take_columns(words);
    create.on_commit_drop = drops_on_commit(words);
    statements.push_back(std::move(create));
}

void read_forgetting(Words& words, std::string_view tag, std::vector<TableStatement>& statements) {
    if (!words.accept("table")) return;
    (void)skip_if_exists(words);
    (void)words.accept("only");
    do {
        TableStatement forgetting{.tag = tag};
        forgetting.table = take_table_name(words, forgetting.schema_named);
        if (!forgetting.table.empty()) statements.push_back(std::move(forgetting));
    } while (words.accept(TokenKind::comma));
}

/// Names with commas between them; false when something else is among them.
bool take_names(Words& words, std::vector<std::string>& names) {
    do {
        names.push_back(words.take_name());
        if (names.back().empty() || names.size() > most_columns) return false;
    } while (words.accept(TokenKind::comma));
    return true;
}

/// `SELECT * FROM t ...)`; what follows the table may choose and order rows only.
std::optional<CopiedColumns> read_select(Words& words) {
    static constexpr auto clauses =
        std::to_array<std::string_view>({"where", "order", "limit", "offset", "fetch"});
    CopiedColumns copied;
    if (!words.accept("select")) return std::nullopt;
    if (words.text() == "*") {
        words.advance();
    } else if (!take_names(words, copied.columns)) {
        return std::nullopt;
    }
    if (!words.accept("from")) return std::nullopt;
    copied.table = take_table_name(words, copied.schema_named);
    const bool ends = words.at(TokenKind::close_paren) || words.ended() || words.is_any(clauses);
    if (copied.table.empty() || !ends) return std::nullopt;
    // A set operation puts the rows of other tables among its own.
    static constexpr auto combined =
        std::to_array<std::string_view>({"union", "intersect", "except"});
    for (; !words.ended(); words.advance())
        if (words.is_any(combined)) return std::nullopt;
    return copied;
}

}  // namespace

std::vector<TableStatement> table_statements(std::string_view sql) {
    std::vector<TableStatement> statements;
    for (Words words(sql); !words.at(TokenKind::end); words.advance()) {
        if (words.accept("create"))
            read_create(words, statements);
        else if (words.accept("alter"))
            read_forgetting(words, "ALTER TABLE", statements);
        else if (words.accept("drop"))
            read_forgetting(words, "DROP TABLE", statements);
        while (!words.ended())
            words.advance();
        if (words.at(TokenKind::end)) break;
    }
    return statements;
}

std::optional<CopiedColumns> selected_columns(std::string_view sql) {
    Words words(sql);
    return read_select(words);
}

std::optional<CopiedColumns> copied_columns(std::string_view sql) {
    Words words(sql);
    if (!words.accept("copy")) return std::nullopt;
    if (words.accept(TokenKind::open_paren)) return read_select(words);
    CopiedColumns copied;
    copied.table = take_table_name(words, copied.schema_named);
    if (copied.table.empty()) return std::nullopt;
    if (!words.accept(TokenKind::open_paren)) return copied;
    if (!take_names(words, copied.columns) || !words.accept(TokenKind::close_paren))
        return std::nullopt;
    return copied;
}

}  // namespace pgoscope::sql
