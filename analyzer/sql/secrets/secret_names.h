#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "analyzer/sql/byte_class.h"

/// The only list of what makes a value a secret: names, formats of keys, functions, options of
/// shell commands. All code that hides secrets uses it.
namespace pgoscope::sql {

// --- Names of columns, options, parameters, members of JSON
// ---------------------------------------

/// A name is that of a secret when it ends in one of these. Separators (`_ - . $ "` and blanks) and
/// digits at the end do not count: `api_key`, `apiKey`, `x-api-key2` all end in `apikey`.
///
/// `key` alone is not in the list, because most keys are those of tables, caches and partitions.
inline constexpr std::array secret_endings{
    std::string_view{"password"},      std::string_view{"passwd"},
    std::string_view{"pwd"},           std::string_view{"passphrase"},
    std::string_view{"passcode"},      std::string_view{"passwordconfirmation"},
    std::string_view{"passwordhash"},  std::string_view{"passworddigest"},
    std::string_view{"dbpass"},        std::string_view{"userpass"},
    std::string_view{"smtppass"},      std::string_view{"secret"},
    std::string_view{"secrethash"},    std::string_view{"token"},
    std::string_view{"tokenhash"},     std::string_view{"jwt"},
    std::string_view{"apikey"},        std::string_view{"secretkey"},
    std::string_view{"secretkeybase"}, std::string_view{"accesskey"},
    std::string_view{"accountkey"},    std::string_view{"privatekey"},
    std::string_view{"encryptionkey"}, std::string_view{"decryptionkey"},
    std::string_view{"signingkey"},    std::string_view{"sharedkey"},
    std::string_view{"masterkey"},     std::string_view{"authkey"},
    std::string_view{"sshkey"},        std::string_view{"cryptokey"},
    std::string_view{"aeskey"},        std::string_view{"hmackey"},
    std::string_view{"credential"},    std::string_view{"credentials"},
    std::string_view{"authorization"},
};

/// Ends of names that end in one of the above and yet hold no secret, such as the place in a list.
inline constexpr std::array harmless_endings{
    std::string_view{"pagetoken"},
    std::string_view{"nexttoken"},
    std::string_view{"continuationtoken"},
    std::string_view{"cursortoken"},
    std::string_view{"synctoken"},
    std::string_view{"resumetoken"},
    std::string_view{"sessionauthorization"},  // SET SESSION AUTHORIZATION names a role
};

/// Behind one of these, a quoted value is a secret even without a sign such as `=` between, also in
/// sentences for people. Others, as `token` in `Token "x" is invalid.`, need the sign.
inline constexpr std::array password_endings{
    std::string_view{"password"},   std::string_view{"passwd"},   std::string_view{"pwd"},
    std::string_view{"passphrase"}, std::string_view{"passcode"}, std::string_view{"secret"}};

// --- Settings
// -------------------------------------------------------------------------------------

/// A setting (SET, set_config, start-up parameter, ParameterStatus) is a secret when its name
/// contains one of these. `key` is in this list, because settings of applications that are named so
/// hold keys.
inline constexpr std::array secret_setting_parts{
    std::string_view{"password"},   std::string_view{"passwd"}, std::string_view{"pwd"},
    std::string_view{"passphrase"}, std::string_view{"secret"}, std::string_view{"token"},
    std::string_view{"credential"}, std::string_view{"jwt"},    std::string_view{"key"}};

/// Settings of the server itself that contain one of these and hold no secret: a method, names of
/// files, a switch.
inline constexpr std::array harmless_settings{
    std::string_view{"password_encryption"}, std::string_view{"md5_password_warnings"},
    std::string_view{"ssl_key_file"}, std::string_view{"krb_server_keyfile"},
    std::string_view{"ssl_passphrase_command_supports_reload"}};

/// The words that follow the password in CREATE ROLE, ALTER ROLE and their like (gram.y:
/// OptRoleList) as the next option. Any other word may be a part of the password.
inline constexpr std::array role_options{
    std::string_view{"admin"},         std::string_view{"bypassrls"},
    std::string_view{"connection"},    std::string_view{"createdb"},
    std::string_view{"createrole"},    std::string_view{"createuser"},
    std::string_view{"encrypted"},     std::string_view{"in"},
    std::string_view{"inherit"},       std::string_view{"login"},
    std::string_view{"nobypassrls"},   std::string_view{"nocreatedb"},
    std::string_view{"nocreaterole"},  std::string_view{"nocreateuser"},
    std::string_view{"noinherit"},     std::string_view{"nologin"},
    std::string_view{"noreplication"}, std::string_view{"nosuperuser"},
    std::string_view{"password"},      std::string_view{"replication"},
    std::string_view{"role"},          std::string_view{"superuser"},
    std::string_view{"sysid"},         std::string_view{"unencrypted"},
    std::string_view{"user"},          std::string_view{"valid"},
};

// --- Functions
// ------------------------------------------------------------------------------------

/// A function some of whose arguments are secrets.
struct SecretFunction {
    std::string_view name;        ///< without its schema
    std::uint32_t arguments = 0;  ///< bit n: argument n, from 0, is a secret
    bool pairs = false;    ///< its arguments are names and values in turns: a named one is a secret
    bool setting = false;  ///< argument 0 names a setting, argument 1 is its value
    bool alike = false;    ///< an argument is compared with another, or stands in its place
    /// Behind an argument stands its name, as behind an output of SELECT.
    bool names = false;
    bool element = false;  ///< a name that stands before its arguments is theirs
    bool arrays = false;   ///< argument 0 may be an array of names, or of names and values in turns
};

inline constexpr std::array secret_functions{
    // pgcrypto
    SecretFunction{"pgp_sym_encrypt", 0b10},
    SecretFunction{"pgp_sym_encrypt_bytea", 0b10},
    SecretFunction{"pgp_sym_decrypt", 0b10},
    SecretFunction{"pgp_sym_decrypt_bytea", 0b10},
    SecretFunction{"pgp_pub_decrypt", 0b110},
    SecretFunction{"pgp_pub_decrypt_bytea", 0b110},
    SecretFunction{"crypt", 0b11},
    SecretFunction{"hmac", 0b10},
    SecretFunction{"encrypt", 0b10},
    SecretFunction{"decrypt", 0b10},
    SecretFunction{"encrypt_iv", 0b10},
    SecretFunction{"decrypt_iv", 0b10},
    // aws_commons, plpython helpers and HTTP clients
    SecretFunction{"create_aws_credentials", 0b111},
    SecretFunction{"http_header", 0, true},
    // what builds objects of names and values
    SecretFunction{"json_build_object", 0, true},
    SecretFunction{"jsonb_build_object", 0, true},
    SecretFunction{"hstore", 0, true},
    SecretFunction{"json_object", 0, true, false, false, false, false, true},
    SecretFunction{"jsonb_object", 0, true, false, false, false, false, true},
    SecretFunction{"xmlforest", 0, false, false, false, true},
    SecretFunction{"xmlattributes", 0, false, false, false, true},
    SecretFunction{"xmlelement", 0, false, false, false, false, true},
    // what changes a member of JSON by its path
    SecretFunction{"jsonb_set", 0, true},
    SecretFunction{"jsonb_set_lax", 0, true},
    SecretFunction{"jsonb_insert", 0, true},
    SecretFunction{"set_config", 0, false, true},
    SecretFunction{"nullif", 0, false, false, true},
    SecretFunction{"coalesce", 0, false, false, true},
    SecretFunction{"greatest", 0, false, false, true},
    SecretFunction{"least", 0, false, false, true},
    SecretFunction{"starts_with", 0, false, false, true},
    SecretFunction{"strpos", 0, false, false, true},
    SecretFunction{"replace", 0, false, false, true},
};

// --- Formats of keys
// --------------------------------------------------------------------------------

enum class KeyBytes : std::uint8_t {
    upper_alphanumeric,
    hexadecimal,
    word,   ///< letters, digits, `_`, `-`
    token,  ///< those of `word` and `. ~ + / = $ :`
};

/// A format of keys that are secrets wherever they stand. `prefix` is case-sensitive; no letter,
/// digit or `_` stands before it.
struct KeyFormat {
    std::string_view prefix;
    KeyBytes bytes;
    std::size_t fewest;  ///< least bytes behind the prefix; where the text ends, fewer will do
    std::size_t pair;    ///< position in the prefix of its two bytes that are rarest in SQL
};

inline constexpr std::array key_formats{
    KeyFormat{"SCRAM-SHA-256$", KeyBytes::token, 4, 4},
    KeyFormat{"md5", KeyBytes::hexadecimal, 32, 1},
    KeyFormat{"$2a$", KeyBytes::token, 20, 1},
    KeyFormat{"$2b$", KeyBytes::token, 20, 1},
    KeyFormat{"$2y$", KeyBytes::token, 20, 1},
    KeyFormat{"$argon2", KeyBytes::token, 20, 5},
    KeyFormat{"AKIA", KeyBytes::upper_alphanumeric, 12, 2},
    KeyFormat{"ASIA", KeyBytes::upper_alphanumeric, 12, 2},
    KeyFormat{"eyJ", KeyBytes::token, 20, 1},  // a JSON Web Token
    KeyFormat{"ghp_", KeyBytes::word, 20, 0},
    KeyFormat{"gho_", KeyBytes::word, 20, 0},
    KeyFormat{"ghs_", KeyBytes::word, 20, 0},
    KeyFormat{"ghu_", KeyBytes::word, 20, 0},
    KeyFormat{"ghr_", KeyBytes::word, 20, 0},
    KeyFormat{"github_pat_", KeyBytes::word, 20, 0},
    KeyFormat{"glpat-", KeyBytes::word, 16, 4},
    KeyFormat{"xoxb-", KeyBytes::word, 10, 0},
    KeyFormat{"xoxp-", KeyBytes::word, 10, 0},
    KeyFormat{"sk_live_", KeyBytes::word, 10, 1},
    KeyFormat{"rk_live_", KeyBytes::word, 10, 1},
    KeyFormat{"sk_test_", KeyBytes::word, 10, 1},
    KeyFormat{"sk-", KeyBytes::word, 20, 1},
    KeyFormat{"AIza", KeyBytes::word, 30, 1},
};

/// A private key in PEM: from here to the END line.
inline constexpr std::string_view pem_begin = "-----BEGIN ";
inline constexpr std::string_view pem_end = "-----END ";
inline constexpr std::string_view pem_private = "PRIVATE KEY";

// --- Commands of a shell ------------------------------------------------------------------------

/// Options whose value, in the same word or in the next, is a secret. Long options (`--api-key`)
/// and variables (`PGPASSWORD=x`) are not listed: their names tell.
inline constexpr std::string_view secret_short_options = "up";

/// The value of `-u` and `--user` is `name:password`; a name alone is no secret.
inline constexpr std::array user_options{std::string_view{"-u"}, std::string_view{"--user"},
                                         std::string_view{"--proxy-user"}};

// --- Lookups
// ----------------------------------------------------------------------------------------

namespace detail {

/// Bytes of a name that stand between its words.
constexpr bool is_separator(char byte) noexcept {
    return byte == '_' || byte == '-' || byte == '.' || byte == '$' || byte == ' ' || byte == '"';
}

/// Whether `name` ends in `ending`, which is in lower case and has no separators.
constexpr bool ends_in(std::string_view name, std::string_view ending) noexcept {
    while (!ending.empty()) {
        while (!name.empty() && is_separator(name.back()))
            name.remove_suffix(1);
        if (name.empty() || fold(name.back()) != ending.back()) return false;
        name.remove_suffix(1);
        ending.remove_suffix(1);
    }
    return true;
}

template <std::size_t size>
constexpr bool ends_in_any(std::string_view name,
                           const std::array<std::string_view, size>& endings) noexcept {
    return std::any_of(endings.begin(), endings.end(),
                       [&](auto ending) { return ends_in(name, ending); });
}

constexpr bool same_folded(std::string_view text, std::string_view lower_case) noexcept {
    return text.size() == lower_case.size() &&
           std::equal(text.begin(), text.end(), lower_case.begin(),
                      [](char a, char b) { return fold(a) == b; });
}

constexpr bool same_ignoring_case(std::string_view a, std::string_view b) noexcept {
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(),
                                              [](char x, char y) { return fold(x) == fold(y); });
}

constexpr bool contains_folded(std::string_view text, std::string_view lower_case) noexcept {
    for (std::size_t at = 0; at + lower_case.size() <= text.size(); ++at)
        if (same_folded(text.substr(at, lower_case.size()), lower_case)) return true;
    return false;
}

/// Without what does not count at its end. A no-break space is a letter to the server, so that it
/// may stand between a name and its value.
constexpr std::string_view without_number(std::string_view name) noexcept {
    constexpr std::string_view no_break_space = "\xC2\xA0";
    for (;;) {
        if (name.ends_with(no_break_space))
            name.remove_suffix(no_break_space.size());
        else if (!name.empty() &&
                 ((name.back() >= '0' && name.back() <= '9') || is_separator(name.back())))
            name.remove_suffix(1);
        else
            return name;
    }
}

/// A quick test that most names fail: whether a name can end in one of the list.
constexpr bool may_end_secret(char last) noexcept {
    constexpr std::string_view lasts = "dentylsh";
    return lasts.find(fold(last)) != std::string_view::npos;
}

}  // namespace detail

/// Whether a column, an option, a parameter or a member of that name holds a secret. In any case of
/// letters, without quotes. O(size of the name), no allocation.
[[nodiscard]] constexpr bool is_secret_name(std::string_view name) noexcept {
    name = detail::without_number(name);
    return !name.empty() && detail::may_end_secret(name.back()) &&
           detail::ends_in_any(name, secret_endings) &&
           !detail::ends_in_any(name, harmless_endings);
}

/// Whether the name is one of a password, whose value needs no sign before it.
[[nodiscard]] constexpr bool is_password_name(std::string_view name) noexcept {
    name = detail::without_number(name);
    return !name.empty() && detail::ends_in_any(name, password_endings);
}

/// Whether a setting of that name holds a secret: `app.db_password`, `my.key`. In any case of
/// letters, with its prefix.
[[nodiscard]] constexpr bool is_secret_setting(std::string_view name) noexcept {
    const auto is_it = [&](auto harmless) { return detail::same_folded(name, harmless); };
    return std::any_of(secret_setting_parts.begin(), secret_setting_parts.end(),
                       [&](auto part) { return detail::contains_folded(name, part); }) &&
           std::none_of(harmless_settings.begin(), harmless_settings.end(), is_it);
}

/// Whether the value of a setting of that name is a command of a shell: `archive_command`.
[[nodiscard]] constexpr bool is_command_setting(std::string_view name) noexcept {
    return detail::ends_in(name, "command");
}

/// Whether it is a function that gives the value of a setting that its result does not name.
[[nodiscard]] constexpr bool is_setting_function(std::string_view name) noexcept {
    return detail::same_folded(name, "set_config") || detail::same_folded(name, "current_setting");
}

/// Whether an option of a role, or the next clause, begins with that word. In any case of letters.
[[nodiscard]] constexpr bool is_role_option(std::string_view word) noexcept {
    return std::any_of(role_options.begin(), role_options.end(),
                       [&](auto option) { return detail::same_folded(word, option); });
}

/// The function of that name, without its schema; null for most.
[[nodiscard]] constexpr const SecretFunction* secret_function(std::string_view name) noexcept {
    for (const auto& function : secret_functions)
        if (detail::same_folded(name, function.name)) return &function;
    return nullptr;
}

}  // namespace pgoscope::sql
