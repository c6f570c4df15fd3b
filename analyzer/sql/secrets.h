#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/sql/reading.h"
#include "analyzer/sql/text_range.h"

/// Secrets in SQL and in texts that quote it. What makes a value a secret, names, formats and
/// functions, is listed in analyzer/sql/secrets/secret_names.h.
namespace pgoscope::sql {

/// What a text is, where that decides what stands behind the name of a secret.
enum class TextKind {
    code,   ///< SQL: a secret is a constant; `password = $1` and `password = old.password` are not
    prose,  ///< messages, connection strings, values: `password=x` without quotes is one as well
};

/// For texts whose settings are not known: whatever is a secret in any possible reading is hidden.
/// Every reading that is `assumed` is handled so.
inline constexpr Reading any_reading{.assumed = true};

/// True where a text may hold a secret; most do not, and need no copy. One pass.
[[nodiscard]] bool may_hold_secrets(std::string_view text) noexcept;

/// Which parameters of a statement stand where a secret would.
class SecretParameters {
  public:
    SecretParameters() = default;
    /// `cut`: the end of the statement is not at hand. If what is there speaks of secrets, any
    /// parameter that it does not show may be one.
    explicit SecretParameters(std::string_view sql, Reading reading = {}, bool cut = false);

    /// Whether `$number` is one, from 1.
    [[nodiscard]] bool contains(std::uint32_t number) const noexcept;
    [[nodiscard]] bool empty() const noexcept {
        return numbers_.empty() && all_above_ == 0xFFFF'FFFF;
    }

  private:
    std::vector<std::uint16_t> numbers_;  ///< sorted
    std::uint32_t all_above_ = 0xFFFF'FFFF;
};

/// A prepared statement that has secrets among its parameters, so that EXECUTE has them among its
/// arguments.
struct PreparedSecrets {
    std::string name;  ///< as the server knows it: folded to lower case unless it was quoted
    SecretParameters parameters;
};

/// Appends `text` to `out` with `redacted` in place of every secret:
///
/// - what stands behind PASSWORD, the value of a setting, a column, an argument, a member of JSON,
///   an option whose name the list has: compared, assigned, or in its place in INSERT's rows;
/// - passwords of connection strings, URIs and commands of a shell, keys of known formats;
/// - all of these also inside of string constants, dollar quotes, quoted names and comments, as
///   deep as they nest: bodies of DO and CREATE FUNCTION, SQL in the context of an error.
///
/// The quotes of a value stay. Where a string ends before its secret does
/// (`'... password ' || x`, `format('... %L', x)`), the constants of the rest of that statement are
/// redacted; where quotes do not pair, the rest of the text. What is doubtful is redacted. Linear
/// in the size of the text; of 4 GiB or more, the first 4 GiB are read.
///
/// Of statements that are `prepared`, arguments of EXECUTE that are secrets are redacted as well.
/// Of a text that is `cut`, what is compared with something that is not at hand.
void append_without_secrets(std::string& out, std::string_view text, TextKind kind,
                            Reading reading = {}, std::span<const PreparedSecrets> prepared = {},
                            bool cut = false);

/// What append_without_secrets hides of a text: in its order, apart from each other.
[[nodiscard]] std::vector<TextRange> secret_ranges(std::string_view text, TextKind kind,
                                                   Reading reading = {},
                                                   std::span<const PreparedSecrets> prepared = {},
                                                   bool cut = false);

/// Whether a name in a statement is one of a secret (secret_names.h), or of a function that gives
/// the value of any setting.
[[nodiscard]] bool names_secret(std::string_view sql);

/// The values that append_without_secrets hides, as the server reads them: quotes and escapes
/// stand for what they mean. So a message that quotes one can be cleaned of it. At most 64, each of
/// at least 4 bytes, of longer ones than 4096 bytes the first 4096; in no order, none twice.
[[nodiscard]] std::vector<std::string> secret_values(
    std::string_view text, TextKind kind, Reading reading = {},
    std::span<const PreparedSecrets> prepared = {});

}  // namespace pgoscope::sql
