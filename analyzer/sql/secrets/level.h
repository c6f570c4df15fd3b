#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "analyzer/sql/secrets.h"
#include "analyzer/sql/secrets/secret_names.h"

namespace pgoscope::sql {

/// A statement, or what stands in one pair of its parentheses or brackets or between CASE and END,
/// as far as it was read.
struct Level {
    bool inherited = false;  ///< it stands in an expression that is a secret as a whole
    bool value = false;      ///< an expression goes on that is one
    bool setting = false;    ///< so does the value of SET: bare words count, too
    bool between = false;    ///< whose next AND ends nothing
    bool columns = false;    ///< the column list of INSERT
    bool row = false;        ///< values stand in columns of which some are secret
    bool rows = false;       ///< so does each row that a SELECT or VALUES here gives
    bool brackets = false;
    bool named = false;       ///< the name of a secret stands in it
    bool function = false;    ///< a word stands before it
    bool pair_value = false;  ///< this argument is the value of the one before it, a secret's name
    bool pair_next = false;   ///< the next argument will be
    enum class Setting : std::uint8_t { unknown, harmless, secret } argument_setting{};
    const SecretFunction* secrets = nullptr;     ///< its arguments are those of that function
    const SecretParameters* executed = nullptr;  ///< or of that prepared statement
    std::uint32_t argument = 0;                  ///< commas so far
    std::size_t first_constant = 0;              ///< how many constants the statement had before it
    /// Constants from here on are compared with what stands in it.
    std::optional<std::size_t> compared;

    bool of_case = false;      ///< it is a CASE
    bool case_value = false;   ///< which gives a secret
    bool selector = false;     ///< whose WHENs are compared with one
    bool gives = false;        ///< what is read now is what it gives, behind THEN and ELSE
    bool gives_named = false;  ///< which holds the name of a secret

    bool outputs = false;              ///< the list behind SELECT or RETURNING
    bool into = false;                 ///< the targets behind its INTO
    bool values = false;               ///< behind VALUES
    bool value_row = false;            ///< one row of VALUES
    bool relation = false;             ///< a query stands in it
    bool names = false;                ///< a list of names of columns, perhaps
    bool aliases = false;              ///< one of the columns of the relation before it
    std::uint32_t column = 0;          ///< of the outputs around it, which what is in it is of
    std::size_t first_of_outputs = 0;  ///< as first_constant, of the list of outputs
    std::size_t first_of_item = 0;     ///< and of what stands between two commas

    [[nodiscard]] bool argument_is_secret() const noexcept {
        if (pair_value || (executed != nullptr && executed->contains(argument + 1))) return true;
        return secrets != nullptr && argument < 32 && (secrets->arguments >> argument & 1U) != 0;
    }

    [[nodiscard]] bool compares_arguments() const noexcept {
        return secrets != nullptr && secrets->alike;
    }
    /// Of the outputs or the row that it is, or is in: which one is read, from 0.
    [[nodiscard]] std::uint32_t output() const noexcept {
        return outputs || value_row ? argument : column;
    }

    void on_comma() noexcept {
        if (!setting) value = compares_arguments() && named;
        const bool first = argument == 0;
        ++argument;
        pair_value = pair_next;
        pair_next = false;
        // A setting whose name is not told here may be a secret.
        if (first && secrets != nullptr && secrets->setting)
            value = argument_setting != Setting::harmless;
    }
};

}  // namespace pgoscope::sql
