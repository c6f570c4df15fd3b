#pragma once

#include <cstdint>
#include <string_view>

#include "analyzer/sql/keyword.h"
#include "analyzer/sql/token.h"

namespace pgoscope::sql {

/// Tells which words of a statement are secrets that somebody forgot to quote: in CREATE ROLE and
/// the like what stands behind PASSWORD, of SET and ALTER ... SET the values of settings whose
/// names are those of secrets (secrets/secret_names.h).
class SecretWatch {
  public:
    void clear() noexcept { *this = {}; }
    /// The statement begins with that word.
    void on_command(Keyword command) noexcept {
        watches_ =
            command == Keyword::set || command == Keyword::alter || command == Keyword::create;
    }
    /// Whether the rest of the statement has to be handed over; nearly always false.
    [[nodiscard]] bool watches() const noexcept { return watches_; }

    /// A word was read, in lower case, of a statement that begins with `command` and `object`.
    void on_word(Keyword word, std::string_view text, Keyword command, Keyword object) noexcept;
    void on_equals_sign() noexcept {
        if (state_ == State::behind_name) state_ = State::values;
    }
    /// A constant was read.
    void on_constant() noexcept {
        if (state_ == State::password) state_ = State::behind_password;
    }
    /// An option in parentheses, as those of USER MAPPING, is over.
    void on_end_of_option() noexcept {
        if (state_ == State::behind_password) state_ = State::nothing;
    }
    /// Whether the word or quoted name is a secret.
    [[nodiscard]] bool takes(const Token& token) noexcept;

  private:
    enum class State : std::uint8_t {
        nothing,
        password,         ///< It comes next.
        behind_password,  ///< What is no option of a role may be a part of it, as in 'a\'b' where
                          ///< the server does not take the backslash for an escape.
        behind_name,      ///< `=` or TO comes next, behind the name of a setting that is a secret.
        values,           ///< Of that setting, to the end of the statement.
    };

    State state_ = State::nothing;
    bool watches_ = false;
    bool sets_ = false;  ///< SET was read.
};

}  // namespace pgoscope::sql
