#include <algorithm>
#include <utility>

#include "analyzer/sql/secrets/sql_reader.h"

/// What an expression gives and the names that it is given: CASE, the outputs of SELECT, the
/// columns of a query that stands in another.
namespace pgoscope::sql {
namespace {

using enum StatementWord;

/// How often constants of one statement are read again for a list of names.
constexpr std::size_t most_lists = 16;

constexpr std::size_t most_columns = 4096;

/// How many names in the values of an UPDATE are remembered.
constexpr std::size_t most_sources = 16;

void mark(std::vector<bool>& columns, std::size_t column) {
    if (column >= most_columns) return;
    columns.resize(std::max(columns.size(), column + 1));
    columns[column] = true;
}

}  // namespace

/// Behind THEN and ELSE stands what the CASE gives, behind WHEN what its selector is compared with.
void SqlReader::follow_case(StatementWord word, Named named) {
    auto& here = level();
    switch (word) {
        case case_word:
            // `END CASE` is of PL/pgSQL.
            if (word_ != end && !here.setting) open_case();
            break;
        case when:
            if (!here.of_case) break;
            if (named != Named::no) here.selector = true;
            here.value = here.selector;
            here.gives = false;
            break;
        case then:
        case else_word:
            if (!here.of_case) break;
            here.value = number_next_ = here.case_value;
            here.gives = true;
            break;
        case end:
            if (here.of_case) close_case();
            break;
        default:
            break;
    }
}

void SqlReader::open_case() {
    Level inner;
    inner.of_case = true;
    inner.case_value = hides();
    inner.inherited = levels_.back().inherited;
    inner.first_constant = constants_.size();
    inner.column = level().output();
    levels_.push_back(inner);
}

void SqlReader::close_case() {
    const auto closed = levels_.back();
    levels_.pop_back();
    closed_level_first_ = std::min(closed.first_constant, constants_.size());
    if (!closed.gives_named) return;
    named_ = Named::within;
    level().named = true;
}

void SqlReader::follow_outputs(StatementWord word) {
    auto& here = level();
    switch (word) {
        case select:
            here.row = here.row || here.rows;
            here.relation = true;
            [[fallthrough]];
        case returning:
            here.outputs = true;
            here.into = here.values = false;
            here.argument = 0;
            here.first_of_outputs = here.first_of_item = constants_.size();
            break;
        case values:
            here.values = here.relation = true;
            here.outputs = here.into = false;
            break;
        case into:
            here.into = std::exchange(here.outputs, false);
            break;
        case from:
            here.all_columns = here.outputs && here.argument == 0 && previous_.text() == "*";
            [[fallthrough]];
        case clause:
        case set_operation:
        case on:
        case set:
        case group:
            here.outputs = here.into = here.values = false;
            break;
        default:
            break;
    }
}

/// Whether a name behind what was read is that of an output: `'x' AS password`, `'x' password`.
bool SqlReader::names_output() const noexcept {
    const auto& here = levels_.back();
    if (!here.outputs && (here.secrets == nullptr || !here.secrets->names)) return false;
    switch (previous_.kind) {
        case TokenKind::identifier:
        case TokenKind::quoted_identifier:
        case TokenKind::string:
        case TokenKind::number:
        case TokenKind::parameter:
        case TokenKind::close_paren:
        case TokenKind::close_bracket:
            return true;
        default:
            return false;
    }
}

void SqlReader::follow_relation(StatementWord word, bool keyword) {
    if (relation_ == Relation::no) return;
    const bool query = relation_ == Relation::query;
    relation_ = query && !keyword ? Relation::name : Relation::no;
    if (query && word == as_or_do) relation_ = Relation::query;
}

/// `WITH name (password) AS [NOT] MATERIALIZED (VALUES ...`, CREATE TABLE and VIEW likewise.
void SqlReader::follow_list(const Token& token, StatementWord word) {
    const auto list = std::exchange(list_, List::no);
    if (list == List::no) return;
    const bool goes_on = list == List::as && (detail::same_folded(token.text(), "not") ||
                                              detail::same_folded(token.text(), "materialized"));
    if (word == as_or_do || goes_on) {
        list_ = List::as;
    } else if (list == List::as && (word == select || word == values)) {
        secret_columns_.resize(std::max(secret_columns_.size(), list_columns_.size()));
        for (std::size_t i = 0; i < list_columns_.size(); ++i)
            secret_columns_[i] = secret_columns_[i] || list_columns_[i];
        level().rows = true;
    }
}

/// The name of a secret was read, perhaps in a list of names.
void SqlReader::add_to_list() {
    const auto& here = level();
    if (here.columns) mark(secret_columns_, here.argument);
    const bool begins =
        previous_.kind == TokenKind::open_paren || previous_.kind == TokenKind::comma;
    if (begins && (here.names || here.aliases)) mark(list_columns_, here.argument);
}

/// A name that is not that of a secret was read. What is assigned to a secret may be a column of a
/// list of values that follows.
void SqlReader::follow_source(std::string_view name) {
    if (update_ && level().value) {
        add_source(name);
    } else if (level().aliases && std::any_of(sources_.begin(), sources_.end(), [&](auto source) {
                   return detail::same_ignoring_case(source, name);
               })) {
        add_to_list();
    }
}

void SqlReader::add_source(std::string_view name) {
    if (sources_.size() < most_sources) sources_.push_back(name);
}

/// Hides the constants behind `first` that stand in columns of the latest list of names.
void SqlReader::hide_columns_from(std::size_t first) {
    if (list_columns_.empty()) return;
    if (++lists_applied_ > most_lists) return hide_constants_from(first);
    look_into_strings();
    auto kept = std::min(first, constants_.size());
    for (auto i = kept; i < constants_.size(); ++i) {
        const auto constant = constants_[i];
        if (constant.column < list_columns_.size() && list_columns_[constant.column])
            hide_constant(constant);
        else
            constants_[kept++] = constant;
    }
    constants_.resize(kept);
    previous_hidden_ = false;
}

/// The prepared statement of that name, if it has secrets among its parameters; else null.
const SecretParameters* SqlReader::prepared_as(const Token& token) const noexcept {
    const auto name = name_of(token);
    const bool quoted = token.kind == TokenKind::quoted_identifier;
    for (const auto& each : finding_.prepared)
        if (quoted ? name == each.name : detail::same_folded(name, each.name))
            return &each.parameters;
    return nullptr;
}

/// The text is cut: what was compared last, or given a name, may be so with that of a secret.
void SqlReader::hide_before_cut() {
    const bool in_name =
        previous_.kind == TokenKind::identifier || previous_.kind == TokenKind::quoted_identifier;
    const bool at_end = previous_.kind != TokenKind::end && end_of(previous_) == text_.size();
    std::optional<std::size_t> first;
    if (compared_ && (!in_name || at_end)) first = compared_;
    for (const auto& each : levels_)
        if (each.compared && !first) first = each.compared;
    if (first) hide_constants_from(*first);
}

}  // namespace pgoscope::sql
