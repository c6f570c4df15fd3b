#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "analyzer/sql/lexer.h"
#include "analyzer/sql/secrets.h"
#include "analyzer/sql/secrets/assigned_value.h"
#include "analyzer/sql/secrets/excerpt.h"
#include "analyzer/sql/secrets/finding.h"
#include "analyzer/sql/secrets/level.h"
#include "analyzer/sql/secrets/statement_word.h"

namespace pgoscope::sql {

/// Finds the secrets of a text and of the strings in it, however deep these nest. Returns whether
/// the text ends behind the name of a secret and before its value.
bool find_secrets(Finding& finding, const Excerpt& excerpt, TextKind kind, unsigned depth = 0);

/// Reads one text token by token. The content of each of its strings and comments is read as a text
/// of its own.
class SqlReader {
  public:
    SqlReader(Finding& finding, const Excerpt& excerpt, TextKind kind, unsigned depth);

    /// `cut`: the text goes on behind its end, which is not at hand.
    bool run(bool cut);

  private:
    /// Whether the tokens before the next one name a secret, whose value that may be.
    enum class Named {
        no,
        direct,  ///< the name of a secret
        within,  ///< parentheses or brackets that contain such a name, or a member of JSON
    };
    enum class Insert { no, table, listed, with, rows };
    /// What was read of `(SELECT ...) AS name (column, ...)`.
    enum class Relation { no, query, name };
    /// What was read of `(column, ...) AS SELECT ...`.
    enum class List { no, columns, as };

    struct Constant {
        Token token;
        bool closed = true;
        std::uint32_t column = 0;  ///< Level::output
    };

    [[nodiscard]] std::size_t position(const char* at) const noexcept {
        return static_cast<std::size_t>(at - text_.data());
    }
    [[nodiscard]] std::size_t begin_of(const Token& token) const noexcept {
        return position(token.start);
    }
    [[nodiscard]] std::size_t end_of(const Token& token) const noexcept {
        return begin_of(token) + token.length;
    }
    [[nodiscard]] bool is_closed(const Token& token) const noexcept {
        return end_of(token) != text_.size() || !lexer_.unterminated();
    }
    [[nodiscard]] Level& level() noexcept { return levels_.back(); }
    [[nodiscard]] bool hides() const noexcept;
    void resume(std::size_t at);

    void take(const Token& token);
    void end_statement();
    void comments(std::size_t begin, std::size_t end);
    void comment(std::size_t begin, std::size_t end);

    // sql_reader_names.cpp
    void take_name(const Token& token);
    void take_word(StatementWord word, Named named);
    void expect_value(StatementWord word, Named named);
    void follow_insert(const Token& token, StatementWord word);
    void follow_setting(const Token& token, StatementWord word);
    void take_secret_name(const Token& token, std::string_view name);
    void hide_what_is_named();
    void take_operator(const Token& token);
    void begin_value(bool equal);
    void begin_comparison();
    void open(const Token& token);
    void close();
    bool hide_key_value();
    [[nodiscard]] std::string_view name_of(const Token& token) const noexcept;
    [[nodiscard]] bool is_option_of_server(std::string_view name) const noexcept;
    [[nodiscard]] std::string_view with_hyphens(const Token& token) const noexcept;

    // sql_reader_outputs.cpp
    void follow_case(StatementWord word, Named named);
    void open_case();
    void close_case();
    void follow_outputs(StatementWord word);
    void follow_relation(StatementWord word, bool keyword);
    void follow_list(const Token& token, StatementWord word);
    void add_to_list();
    void follow_source(std::string_view name);
    void add_source(std::string_view name);
    void hide_columns_from(std::size_t first);
    void hide_before_cut();
    [[nodiscard]] bool names_output() const noexcept;
    [[nodiscard]] const SecretParameters* prepared_as(const Token& token) const noexcept;

    // sql_reader_values.cpp
    void take_string(const Token& token);
    void take_number(const Token& token);
    void take_parameter(const Token& token);
    void mark_parameter(const Token& token);
    void hide_string(const Token& token, bool closed);
    void hide_quoted(const Token& token);
    bool take_assigned(NamePlace name);
    void take_bare(const Token& token);
    void hide_rest(std::size_t begin);
    void hide_constants_from(std::size_t first);
    void hide_constant(const Constant& constant);
    void use_as_name(const Token& token);
    void hide_members(const Excerpt& array);
    void look_into_strings();
    void look_into_strings_of_name(const Token& token);
    void look_into(const Token& token, const Excerpt& inner, TextKind kind, bool command);
    [[nodiscard]] std::optional<Excerpt> inner_of(const Token& token, bool closed);
    [[nodiscard]] bool quotes_pair(std::size_t behind_string) const noexcept;

    Finding& finding_;
    const Excerpt& excerpt_;
    std::string_view text_;
    TextKind kind_;
    unsigned depth_;
    Lexer lexer_;
    std::size_t read_ = 0;  ///< the text is read up to here
    /// End of a value without quotes that is hidden; reading goes on inside it.
    std::size_t hidden_until_ = 0;

    std::vector<Level> levels_;
    std::vector<Constant> constants_;  ///< constants of the statement that are not hidden so far
    std::vector<Constant> strings_;    ///< constants joined by `||` whose contents are not read yet
    /// By position: whether the column of the INSERT or WITH is secret.
    std::vector<bool> secret_columns_;
    std::vector<bool> list_columns_;  ///< the same for the latest list of names
    /// Names in what UPDATE sets a secret to: `SET password = v.name FROM (VALUES ...) v(name)`.
    std::vector<std::string_view> sources_;
    std::size_t lists_applied_ = 0;  ///< to constants of the statement, each of which was read
    std::optional<std::size_t>
        compared_;                        ///< constants from here on are compared with what follows
    std::optional<std::size_t> setting_;  ///< position of the name of the setting
    std::size_t insert_level_ = 0;
    std::size_t closed_level_first_ = 0;  ///< first_constant of the level that was closed last

    Token previous_;
    StatementWord word_ = StatementWord::other;  ///< the meaning of previous_, if that is a word
    Named named_ = Named::no;
    const SecretParameters* executed_ = nullptr;  ///< of the statement that EXECUTE named
    Insert insert_ = Insert::no;
    Relation relation_ = Relation::no;
    List list_ = List::no;
    std::size_t relation_first_ = 0;  ///< first_constant of the relation
    bool expects_setting_ = false;
    /// The statement is about a role: any word may follow PASSWORD as its value.
    bool role_ = false;
    bool update_ = false;    ///< the SET that follows is that of UPDATE
    bool declared_ = false;  ///< the token before is the name of a secret: a type may follow
    /// A type or a collation follows the name of a secret, which still counts behind it.
    bool keeps_name_ = false;
    bool sets_column_ = false;  ///< SET stands behind the name of a secret: DEFAULT may follow
    bool raise_ = false;        ///< of PL/pgSQL: a text may have places for constants
    bool number_next_ = false;
    bool json_member_ = false;  ///< `->>` was read: a string that follows is a name
    bool previous_hidden_ = false;
    bool of_command_ = false;  ///< PROGRAM was read: a string that follows is a shell command
    bool of_body_ = false;     ///< DO or AS was read: a string that follows may be code
    bool rest_ = false;        ///< all constants of the rest of the statement are hidden
    bool leaves_open_ = false;
};

}  // namespace pgoscope::sql
