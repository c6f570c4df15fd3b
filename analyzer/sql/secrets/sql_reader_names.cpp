#include <algorithm>
#include <utility>

#include "analyzer/sql/byte_class.h"
#include "analyzer/sql/secrets/sql_reader.h"

/// Names, words, operators and parentheses: what says that a value is a secret.
namespace pgoscope::sql {
namespace {

using enum StatementWord;

/// Signs that compare or assign: a number behind one of them is the value.
bool is_equality(std::string_view sign) noexcept {
    return sign == "=" || sign == ":=" || sign == "=>" || sign == "<>" || sign == "!=" ||
           sign == "==";
}

/// Operators that take JSON apart or put arrays together, of which a secret's name on the left says
/// nothing about the right.
bool is_of_json(std::string_view sign) noexcept {
    constexpr std::string_view firsts = "-#@?+*/";
    return firsts.find(sign.front()) != std::string_view::npos;
}

/// Whether what stands in quotes is a text rather than a name.
bool is_text(std::string_view quoted) noexcept {
    constexpr std::size_t longest_name = 64;
    return quoted.size() > longest_name || quoted.ends_with(' ') ||
           quoted.find_first_of("'=(;\n") != std::string_view::npos;
}

bool ends_expression(StatementWord word) noexcept {
    switch (word) {
        case clause:
        case set_operation:
        case from:
        case into:
        case on:
        case returning:
        case set:
        case group:
        case as_or_do:
        case values:
        case then_logic:
        case when:
        case then:
        case else_word:
        case end:
            return true;
        default:
            return false;
    }
}

}  // namespace

/// Without quotes.
std::string_view SqlReader::name_of(const Token& token) const noexcept {
    auto name = token.text();
    if (token.kind != TokenKind::quoted_identifier) return name;
    name = name.substr(name.find('"') + 1);
    if (is_closed(token)) name = name.substr(0, name.rfind('"'));
    // `{\"password\":` of JSON in JSON
    while (name.ends_with('\\'))
        name.remove_suffix(1);
    return name;
}

/// `x-api-key`, which SQL reads as a subtraction, and `app.key`.
std::string_view SqlReader::with_hyphens(const Token& token) const noexcept {
    constexpr std::size_t longest = 64;
    auto begin = begin_of(token);
    const auto limit = begin > longest ? begin - longest : 0;
    while (begin > limit &&
           (text_[begin - 1] == '-' || text_[begin - 1] == '.' || is(text_[begin - 1], word_byte)))
        --begin;
    return text_.substr(begin, end_of(token) - begin);
}

/// `-c app.key=x` of the start-up parameter `options`: there, a setting is named.
bool SqlReader::is_option_of_server(std::string_view name) const noexcept {
    auto before = text_.substr(0, position(name.data()));
    while (!before.empty() && is(before.back(), space_byte))
        before.remove_suffix(1);
    return before.ends_with("-c") && is_secret_setting(name);
}

void SqlReader::take_name(const Token& token) {
    const bool quoted = token.kind == TokenKind::quoted_identifier;
    const auto word = quoted ? other : statement_word(token.text());
    const auto named = std::exchange(named_, Named::no);
    if (word_ == execute && !finding_.prepared.empty()) executed_ = prepared_as(token);

    const bool bare = quoted || word == other || word == raise;
    if (level().setting && bare && !rest_) return take_bare(token);
    const bool sign_before = previous_.kind == TokenKind::op || previous_.kind == TokenKind::colon;
    if (named == Named::direct && role_ && word != absent && word != set && word != from &&
        is_password_name(sign_before ? "password" : name_of(previous_)))
        return take_bare(token);
    follow_setting(token, word);
    follow_insert(token, word);
    follow_relation(word, !quoted && word != other);
    follow_list(token, word);
    expect_value(word, named);
    if (!quoted) take_word(word, named);
    // Words of the grammar are no names of secrets: SET SESSION AUTHORIZATION.
    if (word == authorization) return;

    constexpr std::size_t longest_escaped = 512;
    auto name = name_of(token);
    if (quoted && is_text(name)) return look_into_strings_of_name(token);
    // U&"p\0061ssword"
    const auto written = quoted && token.text().front() != '"' && token.length <= longest_escaped
                             ? inner_of(token, is_closed(token))
                             : std::nullopt;
    if (written) name = written->text();
    if (kind_ == TextKind::prose && !quoted && !is_secret_name(name)) {
        name = with_hyphens(token);
        if (is_option_of_server(name)) return take_secret_name(token, name);
    }
    if (is_secret_name(name)) return take_secret_name(token, name);
    if (quoted || word == other) follow_source(name);
    if (quoted) look_into_strings_of_name(token);
}

/// Whether what was named is compared or assigned behind this word.
void SqlReader::expect_value(StatementWord word, Named named) {
    const bool sets_column = std::exchange(sets_column_, false);
    if (word == comparison || word == distinct) begin_comparison();
    // NOT BETWEEN
    if (word == between && word_ == comparison && level().value) level().between = true;
    if (named != Named::no) {
        if (word == comparison || word == between || word == distinct) {
            begin_value(false);
            if (word == between) level().between = true;
        } else if (word == collate || std::exchange(keeps_name_, false)) {
            named_ = named;
            keeps_name_ = word == collate;
        } else if (!ends_expression(word)) {
            declared_ = named == Named::direct;
        }
        sets_column_ = word == set && named == Named::direct;
    }
    if ((declared_ || sets_column) && word == default_value) {
        begin_value(true);
        declared_ = false;
    }
}

void SqlReader::take_word(StatementWord word, Named named) {
    auto& here = level();
    if (word == then_logic && std::exchange(here.between, false)) {
        word_ = word;
        return;
    }
    // IS DISTINCT FROM, SELECT DISTINCT ON
    const bool of_distinct = word_ == distinct && (word == from || word == on);
    if (declared_ && word == as_or_do && detail::same_folded(previous_.text(), "always")) {
        // GENERATED ALWAYS AS ('x')
        begin_value(false);
        declared_ = false;
        word_ = word;
        return;
    }
    if (ends_expression(word) && !of_distinct) {
        if (!here.setting || word == as_or_do) here.value = here.setting = false;
        if (word == from || word == on || word == returning) here.row = false;
        if (word != group) declared_ = false;
        compared_.reset();
    }
    if (!of_distinct) follow_outputs(word);
    follow_case(word, named);
    if ((word == role || word == group) && word_ == alter_or_create) role_ = true;
    if (word == authorization && word_ == session) role_ = true;
    if (word == update) update_ = true;
    if (word == raise) raise_ = true;
    of_command_ = word == program || (word == to && of_command_);
    of_body_ = word == as_or_do;
    word_ = word;
}

void SqlReader::follow_insert(const Token& token, StatementWord word) {
    if (word == insert) {
        insert_ = Insert::table;
        insert_level_ = levels_.size();
        secret_columns_.clear();
    } else if (word == values && insert_ == Insert::listed) {
        insert_ = Insert::rows;
    } else if (word == select && insert_ == Insert::listed) {
        insert_ = Insert::no;
        level().rows = true;
    } else if (insert_ == Insert::listed && detail::same_folded(token.text(), "with")) {
        insert_ = Insert::with;
    } else if (insert_ == Insert::with && (word == select || word == values)) {
        // The query behind the named ones most often returns their columns in their order.
        level().rows = true;
        if (levels_.size() == insert_level_) insert_ = Insert::no;
    } else if (word == on || word == returning) {
        insert_ = Insert::no;
    }
}

/// SET name = value, SET LOCAL name TO value, ALTER ... SET name ...
void SqlReader::follow_setting(const Token& token, StatementWord word) {
    if (word == set) {
        expects_setting_ = !update_;
        setting_.reset();
    } else if (word == to && setting_) {
        const auto name =
            text_.substr(*setting_, begin_of(previous_) + previous_.length - *setting_);
        if (is_secret_setting(name)) level().value = level().setting = true;
        of_command_ = is_command_setting(name);
        setting_.reset();
    } else if (expects_setting_) {
        if (word == session || detail::same_folded(token.text(), "local")) return;
        expects_setting_ = false;
        setting_ = begin_of(token);
    } else if (previous_.kind != TokenKind::dot) {
        setting_.reset();
    }
}

void SqlReader::take_secret_name(const Token& token, std::string_view name) {
    hide_what_is_named();
    add_to_list();
    named_ = Named::direct;
    if (kind_ == TextKind::code) return;
    const bool quoted = token.kind == TokenKind::quoted_identifier;
    auto begin = begin_of(token);
    // The name's own quote stands before it in XML only by mistake.
    take_assigned({begin, end_of(token), quoted, is_password_name(name)});
}

/// What stands before the name and is compared with it or given to it.
void SqlReader::hide_what_is_named() {
    auto& here = level();
    here.named = true;
    here.gives_named = here.gives_named || here.gives;
    if (compared_) hide_constants_from(*compared_);
    if (names_output()) hide_constants_from(here.first_of_item);
    if (here.into) hide_constants_from(here.first_of_outputs);
    if (here.compares_arguments()) hide_constants_from(here.first_constant);
    // xmlelement(name password, 'x')
    const bool names_element = here.secrets != nullptr && here.secrets->element;
    if (names_element && detail::same_folded(previous_.text(), "name")) here.inherited = true;
}

void SqlReader::begin_value(bool equal) {
    level().value = true;
    number_next_ = equal;
}

void SqlReader::take_operator(const Token& token) {
    const auto named = std::exchange(named_, Named::no);
    const bool hidden = std::exchange(previous_hidden_, false);
    const auto sign = token.text();
    const bool equal = is_equality(sign);
    json_member_ = sign.starts_with("->") || sign.starts_with("#>");

    if (setting_ && equal) {
        const auto name =
            text_.substr(*setting_, begin_of(previous_) + previous_.length - *setting_);
        setting_.reset();
        of_command_ = is_command_setting(name);
        if (is_secret_setting(name)) {
            level().value = level().setting = true;
            return;
        }
    }
    setting_.reset();
    if (level().setting && sign != "||") {
        // A value without quotes may begin with any sign.
        if (sign.front() != '-' && sign.front() != '+') return take_bare(token);
        return;
    }
    if (named == Named::direct && role_ && !equal) return take_bare(token);
    if (sign == "||") {
        if (hidden || named == Named::direct) begin_value(false);
        return;
    }
    if (declared_ && (sign == ":=")) {
        begin_value(true);
        declared_ = false;
    }
    if (named != Named::no && token.kind == TokenKind::op && !is_of_json(sign)) {
        begin_value(equal && named == Named::direct);
        if (role_) named_ = named;
    }
    compared_.reset();
    begin_comparison();
}

/// What stands before an operator is compared with what stands behind it.
void SqlReader::begin_comparison() {
    if (previous_.kind == TokenKind::string || previous_.kind == TokenKind::parameter)
        compared_ = constants_.empty() ? std::nullopt : std::optional(constants_.size() - 1);
    else if (previous_.kind == TokenKind::close_paren)
        compared_ = closed_level_first_;
}

void SqlReader::open(const Token& token) {
    const auto named = std::exchange(named_, Named::no);
    const auto word = std::exchange(word_, other);
    const auto relation = std::exchange(relation_, Relation::no);
    const auto* const executed = std::exchange(executed_, nullptr);
    const bool after_name =
        previous_.kind == TokenKind::identifier || previous_.kind == TokenKind::quoted_identifier;
    Level inner;
    inner.brackets = token.kind == TokenKind::open_bracket;
    // A function that is named as a secret is given or makes one.
    inner.inherited = hides() || (named == Named::direct && !keeps_name_ && !inner.brackets &&
                                  insert_ != Insert::table);
    inner.rows = word == from && level().rows && level().all_columns;
    inner.first_constant = constants_.size();
    inner.first_of_item = inner.first_constant;
    inner.compared = compared_;
    inner.column = level().output();
    inner.named = keeps_name_;
    const bool row = level().values && (word == values || previous_.kind == TokenKind::comma);
    level().names = level().aliases = false;
    if (inner.brackets) {
        inner.argument_setting = Level::Setting::unknown;
    } else if (insert_ == Insert::table && levels_.size() == insert_level_) {
        inner.columns = true;
        insert_ = Insert::listed;
    } else if (row) {
        inner.value_row = true;
        inner.row = level().rows || insert_ == Insert::rows;
    } else if (after_name) {
        inner.function = true;
        inner.secrets = secret_function(name_of(previous_));
        inner.executed = executed;
        if (word == options) role_ = true;
        inner.aliases = relation == Relation::name;
        inner.names = !inner.aliases && list_ == List::no;
        if (inner.aliases || inner.names) list_columns_.clear();
    }
    levels_.push_back(inner);
}

/// `Key (name, token)=(bob, x) already exists.`: nothing tells where in the second parentheses a
/// value ends.
bool SqlReader::hide_key_value() {
    constexpr std::string_view sign = "=(";
    const auto rest = text_.substr(read_);
    if (!rest.starts_with(sign)) return false;
    const auto line = rest.substr(0, rest.find('\n'));
    const auto last = line.rfind(')');
    const auto end = last == std::string_view::npos ? line.size() : last;
    const auto begin = std::min(sign.size(), end);
    finding_.hide(excerpt_, read_ + begin, read_ + end);
    resume(read_ + end);
    return true;
}

void SqlReader::close() {
    setting_.reset();
    while (level().of_case)
        close_case();
    if (levels_.size() == 1) return;
    const auto closed = levels_.back();
    levels_.pop_back();
    closed_level_first_ = std::min(closed.first_constant, constants_.size());
    if (closed.named && kind_ == TextKind::prose && hide_key_value()) return;
    if (closed.aliases) return hide_columns_from(relation_first_);
    if (closed.names && !list_columns_.empty()) list_ = List::columns;
    // json_object(ARRAY['password'], ARRAY['x'])
    const auto& around = level();
    const bool of_arrays = around.secrets != nullptr && around.secrets->arrays;
    if (closed.brackets && closed.named && of_arrays && around.argument == 0)
        level().pair_next = true;
    if (closed.relation) {
        relation_ = Relation::query;
        relation_first_ = closed.first_constant;
    }
    if (closed.named && !closed.columns) {
        if (closed.compared) hide_constants_from(*closed.compared);
        if (closed.function && level().compares_arguments())
            hide_constants_from(level().first_constant);
        named_ = Named::within;
        level().named = level().named || closed.function;
    }
}

}  // namespace pgoscope::sql
