#pragma once

#include <cstddef>
#include <string_view>

#include "analyzer/sql/byte_class.h"
#include "analyzer/sql/keyword.h"

namespace pgoscope::sql {

/// Knows the body in SQL-standard form of a CREATE FUNCTION or PROCEDURE, whose semicolons do not
/// end the statement: from BEGIN ATOMIC to the END that pairs with it.
class RoutineBody {
  public:
    void clear() noexcept { *this = {}; }
    [[nodiscard]] bool is_inside() const noexcept { return depth_ != 0; }

    /// Word number `words`, from 1, of a statement that begins with `command`; `ahead` is the text
    /// of the token behind it.
    void on_keyword(Keyword keyword, Keyword command, std::size_t words,
                    std::string_view ahead) noexcept {
        constexpr std::size_t words_of_create_or_replace_function = 4;
        if (keyword == Keyword::function || keyword == Keyword::procedure) {
            if (command == Keyword::create && words <= words_of_create_or_replace_function)
                is_routine_ = true;
        } else if (depth_ == 0) {
            if (keyword == Keyword::begin && is_routine_ && is_atomic(ahead)) depth_ = 1;
        } else if (keyword == Keyword::case_) {
            ++depth_;
        } else if (keyword == Keyword::end) {
            --depth_;
        }
    }

  private:
    [[nodiscard]] static bool is_atomic(std::string_view word) noexcept {
        constexpr std::string_view atomic = "atomic";
        if (word.size() != atomic.size()) return false;
        for (std::size_t i = 0; i < word.size(); ++i)
            if (fold(word[i]) != atomic[i]) return false;
        return true;
    }

    bool is_routine_ = false;
    std::size_t depth_ = 0;  ///< BEGIN ATOMIC and CASE not yet ended
};

}  // namespace pgoscope::sql
