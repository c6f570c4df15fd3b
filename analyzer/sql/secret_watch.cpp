#include "analyzer/sql/secret_watch.h"

#include "analyzer/sql/secrets/secret_names.h"

namespace pgoscope::sql {

void SecretWatch::on_word(Keyword word, std::string_view text, Keyword command,
                          Keyword object) noexcept {
    const bool of_role =
        object == Keyword::role || object == Keyword::user || object == Keyword::group;
    if (word == Keyword::password && (of_role || command == Keyword::set)) {
        state_ = State::password;
        if (of_role) return;
    }
    if (state_ == State::behind_name && word == Keyword::to) state_ = State::values;
    const bool names_setting = command == Keyword::set || sets_;
    if (names_setting && state_ != State::values && is_secret_setting(text))
        state_ = State::behind_name;
    sets_ = sets_ || word == Keyword::set;
}

bool SecretWatch::takes(const Token& token) noexcept {
    switch (state_) {
        case State::nothing:
        case State::behind_name:
            return false;
        case State::behind_password:
            if (!is_role_option(token.text())) return true;
            state_ = State::nothing;
            return false;
        case State::password:
        case State::values:
            break;
    }
    on_constant();
    return true;
}

}  // namespace pgoscope::sql
