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
    /// The expression around it is a secret, and so is every constant in it.
    bool inherited = false;
    bool value = false;  ///< the expression that is being read is a secret
    /// That expression is the value of SET: words without quotes count as well.
    bool setting = false;
    bool between = false;  ///< BETWEEN was read: the next AND does not end the expression
    bool columns = false;  ///< it is the column list of an INSERT
    bool row = false;      ///< it is a row of values for columns of which some are secret
    bool rows = false;     ///< each row that a SELECT or VALUES in it returns is such a row
    /// A SELECT in it returns all columns of what stands behind its FROM.
    bool all_columns = false;
    bool brackets = false;  ///< it is in brackets, not in parentheses
    bool named = false;     ///< it contains the name of a secret
    bool function = false;  ///< a word stands before it: it may be the arguments of a function
    /// The argument before this one is the name of a secret, whose value this is.
    bool pair_value = false;
    bool pair_next = false;  ///< the next argument will be such a value
    enum class Setting : std::uint8_t { unknown, harmless, secret } argument_setting{};
    /// The function whose arguments it contains, if some of them are secret.
    const SecretFunction* secrets = nullptr;
    /// The same for the prepared statement of an EXECUTE.
    const SecretParameters* executed = nullptr;
    std::uint32_t argument = 0;      ///< index of the argument that is being read: commas so far
    std::size_t first_constant = 0;  ///< number of constants of the statement before it
    /// Constants from here on are compared with what stands in it.
    std::optional<std::size_t> compared;

    bool of_case = false;      ///< it is a CASE
    bool case_value = false;   ///< what the CASE returns is a secret
    bool selector = false;     ///< the WHENs of the CASE are compared with a secret
    bool gives = false;        ///< a result of the CASE, behind THEN or ELSE, is being read
    bool gives_named = false;  ///< that result contains the name of a secret

    bool outputs = false;      ///< the list behind SELECT or RETURNING is being read
    bool into = false;         ///< the targets behind INTO of that list are being read
    bool values = false;       ///< VALUES was read in it
    bool value_row = false;    ///< it is one row of VALUES
    bool relation = false;     ///< it contains a query
    bool names = false;        ///< it may be a list of column names
    bool aliases = false;      ///< it is the list of column names behind the alias of a relation
    std::uint32_t column = 0;  ///< index of the output of the list around it that it is a part of
    std::size_t first_of_outputs = 0;  ///< as first_constant, for the list of outputs
    std::size_t first_of_item = 0;     ///< as first_constant, for what stands between two commas

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
