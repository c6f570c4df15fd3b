#include "analyzer/sql/table_statements.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "analyzer/sql/byte_class.h"
#include "analyzer/sql/lexer.h"

namespace pgoscope::sql {
namespace {

/// No table has more columns (MaxHeapAttributeNumber); a text with more is none worth reading.
constexpr std::size_t most_columns = 1'600;

std::string folded(std::string_view word) {
    std::string out(word);
    std::transform(out.begin(), out.end(), out.begin(), fold);
    return out;
}

/// The tokens of one text, one ahead.
class Tokens {
  public:
    explicit Tokens(std::string_view sql) noexcept : lexer_(sql), token_(lexer_.next()) {}

    [[nodiscard]] bool at(TokenKind kind) const noexcept { return token_.kind == kind; }
    [[nodiscard]] bool at_word(std::string_view word) const noexcept {
        const auto text = token_.text();
        return at(TokenKind::identifier) &&
               std::equal(text.begin(), text.end(), word.begin(), word.end(),
                          [](char a, char b) { return fold(a) == b; });
    }
    [[nodiscard]] bool at_statement_end() const noexcept {
        return at(TokenKind::end) || at(TokenKind::semicolon);
    }
    [[nodiscard]] std::string_view text() const noexcept { return token_.text(); }

    void advance() noexcept { token_ = lexer_.next(); }
    bool take(TokenKind kind) noexcept {
        if (!at(kind)) return false;
        advance();
        return true;
    }
    bool take_word(std::string_view word) noexcept {
        if (!at_word(word)) return false;
        advance();
        return true;
    }
    /// A name as the catalogue has it; nothing when none is here.
    std::optional<std::string> take_name() {
        std::string name;
        if (at(TokenKind::identifier)) {
            name = folded(text());
        } else if (at(TokenKind::quoted_identifier) && text().starts_with('"')) {
            name = text().substr(1, text().size() - std::min<std::size_t>(text().size(), 2));
        } else {
            return std::nullopt;
        }
        advance();
        return name;
    }
    /// Behind the parenthesis that closes the one at hand, or at the end of the statement.
    void skip_parentheses() noexcept {
        int depth = 0;
        while (!at_statement_end()) {
            if (at(TokenKind::open_paren)) ++depth;
            const bool closes = at(TokenKind::close_paren);
            advance();
            if (closes && --depth <= 0) return;
        }
    }

  private:
    Lexer lexer_;
    Token token_;
};

std::optional<std::string> take_table_name(Tokens& tokens) {
    auto name = tokens.take_name();
    while (name && tokens.take(TokenKind::dot)) {
        auto part = tokens.take_name();
        if (!part) return std::nullopt;
        name = *name == "public" ? std::move(*part) : *name + '.' + *part;
    }
    return name;
}

/// `(10, 2)`; false when it holds anything but numbers.
bool take_modifiers(Tokens& tokens, std::vector<std::uint32_t>& modifiers) {
    if (!tokens.take(TokenKind::open_paren)) return true;
    do {
        const auto digits = tokens.text();
        std::uint32_t modifier = 0;
        const auto [end, failure] =
            std::from_chars(digits.data(), digits.data() + digits.size(), modifier);
        if (!tokens.at(TokenKind::number) || failure != std::errc{} ||
            end != digits.data() + digits.size())
            return false;
        modifiers.push_back(modifier);
        tokens.advance();
    } while (tokens.take(TokenKind::comma));
    return tokens.take(TokenKind::close_paren);
}

/// Words that end a column's type.
bool at_constraint(const Tokens& tokens) noexcept {
    static constexpr auto words = std::to_array<std::string_view>(
        {"not", "null", "default", "primary", "unique", "check", "references", "collate",
         "constraint", "generated", "assumed", "array"});
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return tokens.at_word(word); });
}

/// A type is words with modifiers among them: `timestamp(3) with time zone`.
bool take_type(Tokens& tokens, DeclaredColumn& column) {
    while (tokens.at(TokenKind::identifier) && !at_constraint(tokens)) {
        if (!column.type.empty()) column.type += ' ';
        column.type += folded(tokens.text());
        tokens.advance();
        if (tokens.at(TokenKind::open_paren) && !take_modifiers(tokens, column.modifiers))
            return false;
    }
    if (column.type.empty()) return false;
    bool array = tokens.take_word("array");
    while (tokens.take(TokenKind::open_bracket)) {
        array = true;
        while (!tokens.at_statement_end() && !tokens.take(TokenKind::close_bracket))
            tokens.advance();
    }
    if (array) column.type += "[]";
    return true;
}

/// The constraints of a column, up to the comma or parenthesis behind them.
void take_constraints(Tokens& tokens, DeclaredColumn& column) {
    while (!tokens.at_statement_end() && !tokens.at(TokenKind::comma) &&
           !tokens.at(TokenKind::close_paren)) {
        if (tokens.take_word("not")) {
            column.not_null = column.not_null || tokens.at_word("null");
        } else if (tokens.take_word("primary")) {
            column.not_null = true;
        } else if (tokens.take_word("generated")) {
            column.generated = true;
        } else if (tokens.take_word("identity")) {
            column.generated = false;
        } else if (tokens.at(TokenKind::open_paren)) {
            tokens.skip_parentheses();
        } else {
            tokens.advance();
        }
    }
}

bool at_table_constraint(const Tokens& tokens) noexcept {
    static constexpr auto words = std::to_array<std::string_view>(
        {"constraint", "primary", "unique", "check", "foreign", "exclude", "assumed"});
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return tokens.at_word(word); });
}

/// PRIMARY KEY of several columns makes each of them NOT NULL.
void take_table_constraint(Tokens& tokens, std::vector<DeclaredColumn>& columns) {
    bool primary = false;
    while (!tokens.at_statement_end() && !tokens.at(TokenKind::comma) &&
           !tokens.at(TokenKind::close_paren)) {
        if (tokens.take_word("primary")) {
            primary = true;
        } else if (primary && tokens.take(TokenKind::open_paren)) {
            while (const auto name = tokens.take_name()) {
                for (auto& column : columns)
                    if (column.name == *name) column.not_null = true;
                if (!tokens.take(TokenKind::comma)) break;
            }
            (void)tokens.take(TokenKind::close_paren);
        } else if (tokens.at(TokenKind::open_paren)) {
            tokens.skip_parentheses();
        } else {
            tokens.advance();
        }
    }
}

/// Empty when the list cannot be read to its end.
std::vector<DeclaredColumn> take_columns(Tokens& tokens) {
    std::vector<DeclaredColumn> columns;
    if (!tokens.take(TokenKind::open_paren)) return {};
    do {
        if (at_table_constraint(tokens)) {
            take_table_constraint(tokens, columns);
            continue;
        }
        if (tokens.at_word("like")) return {};
        DeclaredColumn column;
        auto name = tokens.take_name();
        if (!name || columns.size() == most_columns || !take_type(tokens, column)) return {};
        column.name = std::move(*name);
        take_constraints(tokens, column);
        columns.push_back(std::move(column));
    } while (tokens.take(TokenKind::comma));
    const bool whole = tokens.take(TokenKind::close_paren) && !tokens.at_word("inherits");
    return whole ? columns : std::vector<DeclaredColumn>{};
}

void skip_if_exists(Tokens& tokens) noexcept {
    if (!tokens.take_word("if")) return;
    (void)tokens.take_word("not");
    (void)tokens.take_word("exists");
}

/// CREATE [what for] TABLE.
void read_create(Tokens& tokens, std::vector<TableStatement>& statements) {
    static constexpr auto adjectives =
        std::to_array<std::string_view>({"global", "local", "temporary", "temp", "unlogged"});
    while (std::any_of(adjectives.begin(), adjectives.end(),
                       [&](std::string_view word) { return tokens.take_word(word); })) {
    }
    if (!tokens.take_word("table")) return;
    skip_if_exists(tokens);
    if (auto name = take_table_name(tokens))
        statements.push_back({"CREATE TABLE", std::move(*name), take_columns(tokens)});
}

void read_forgetting(Tokens& tokens, std::string_view tag,
                     std::vector<TableStatement>& statements) {
    if (!tokens.take_word("table")) return;
    skip_if_exists(tokens);
    (void)tokens.take_word("only");
    do {
        if (auto name = take_table_name(tokens)) statements.push_back({tag, std::move(*name), {}});
    } while (tokens.take(TokenKind::comma));
}

/// Names behind an opened parenthesis, up to the one that closes it.
std::optional<std::vector<std::string>> take_names(Tokens& tokens) {
    std::vector<std::string> names;
    do {
        auto name = tokens.take_name();
        if (!name || names.size() == most_columns) return std::nullopt;
        names.push_back(std::move(*name));
    } while (tokens.take(TokenKind::comma));
    if (!tokens.take(TokenKind::close_paren)) return std::nullopt;
    return names;
}

/// `SELECT * FROM t ...)`; what follows the table may choose and order rows only.
std::optional<CopiedColumns> read_select(Tokens& tokens) {
    static constexpr auto clauses =
        std::to_array<std::string_view>({"where", "order", "limit", "offset", "fetch"});
    CopiedColumns copied;
    if (!tokens.take_word("select")) return std::nullopt;
    if (tokens.text() == "*") {
        tokens.advance();
    } else {
        do {
            auto name = tokens.take_name();
            if (!name || copied.columns.size() == most_columns) return std::nullopt;
            copied.columns.push_back(std::move(*name));
        } while (tokens.take(TokenKind::comma));
    }
    if (!tokens.take_word("from")) return std::nullopt;
    auto table = take_table_name(tokens);
    const bool ends = tokens.at(TokenKind::close_paren) || tokens.at_statement_end() ||
                      std::any_of(clauses.begin(), clauses.end(),
                                  [&](std::string_view word) { return tokens.at_word(word); });
    if (!table || !ends) return std::nullopt;
    copied.table = std::move(*table);
    // A set operation puts the rows of other tables among its own.
    static constexpr auto combined =
        std::to_array<std::string_view>({"union", "intersect", "except"});
    for (; !tokens.at_statement_end(); tokens.advance())
        if (std::any_of(combined.begin(), combined.end(),
                        [&](std::string_view word) { return tokens.at_word(word); }))
            return std::nullopt;
    return copied;
}

}  // namespace

std::vector<TableStatement> table_statements(std::string_view sql) {
    std::vector<TableStatement> statements;
    for (Tokens tokens(sql); !tokens.at(TokenKind::end); tokens.advance()) {
        if (tokens.take_word("create"))
            read_create(tokens, statements);
        else if (tokens.take_word("alter"))
            read_forgetting(tokens, "ALTER TABLE", statements);
        else if (tokens.take_word("drop"))
            read_forgetting(tokens, "DROP TABLE", statements);
        while (!tokens.at_statement_end())
            tokens.advance();
        if (tokens.at(TokenKind::end)) break;
    }
    return statements;
}

std::optional<CopiedColumns> selected_columns(std::string_view sql) {
    Tokens tokens(sql);
    return read_select(tokens);
}

std::optional<CopiedColumns> copied_columns(std::string_view sql) {
    Tokens tokens(sql);
    if (!tokens.take_word("copy")) return std::nullopt;
    if (tokens.take(TokenKind::open_paren)) return read_select(tokens);
    auto table = take_table_name(tokens);
    if (!table) return std::nullopt;
    CopiedColumns copied{std::move(*table), {}};
    if (!tokens.take(TokenKind::open_paren)) return copied;
    auto names = take_names(tokens);
    if (!names) return std::nullopt;
    copied.columns = std::move(*names);
    return copied;
}

}  // namespace pgoscope::sql
