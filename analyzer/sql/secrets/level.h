#pragma once

#include <cstddef>
#include <cstdint>

#include "analyzer/sql/secrets/secret_names.h"

namespace pgoscope::sql {

/// A statement, or what stands in one pair of its parentheses or brackets, as far as it was read.
struct Level {
    bool inherited = false;  ///< it stands in an expression that is a secret as a whole
    bool value = false;      ///< an expression goes on that is one
    bool setting = false;    ///< so does the value of SET: bare words count, too
    bool between = false;    ///< whose next AND ends nothing
    bool columns = false;    ///< the column list of INSERT
    bool row = false;        ///< a row of INSERT: values stand in its columns
    bool brackets = false;
    bool named = false;       ///< the name of a secret stands in it
    bool function = false;    ///< a word stands before it
    bool pair_value = false;  ///< this argument is the value of the one before it, a secret's name
    bool pair_next = false;   ///< the next argument will be
    enum class Setting : std::uint8_t { unknown, harmless, secret } argument_setting{};
    const SecretFunction* secrets = nullptr;  ///< its arguments are those of that function
    std::uint32_t argument = 0;               ///< commas so far
    std::size_t first_constant = 0;           ///< how many constants the statement had before it

    [[nodiscard]] bool argument_is_secret() const noexcept {
        if (pair_value) return true;
        return secrets != nullptr && argument < 32 && (secrets->arguments >> argument & 1U) != 0;
    }

    void on_comma() noexcept {
        if (!setting) value = false;
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
