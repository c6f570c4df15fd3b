#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "analyzer/report/text/options.h"
#include "analyzer/sql/normaliser.h"
#include "analyzer/sql/secrets.h"

namespace pgoscope::report {

/// SQL, and texts that may quote SQL, as they may be shown: never with the secrets in them
/// (analyzer/sql/secrets.h).
class SqlText {
  public:
    /// Statements with secrets, of which the text may have EXECUTE.
    using Prepared = std::span<const sql::PreparedSecrets>;

    /// Normalized when redacted, otherwise as sent; `cut` where the end is not at hand. The result
    /// is `sql` itself or lives in this object until the next call.
    [[nodiscard]] std::string_view shown(std::string_view sql, sql::Reading reading,
                                         const Options& options, Prepared prepared = {},
                                         bool cut = false);

    /// As sent, without secrets. Lives as that of `shown`.
    [[nodiscard]] std::string_view without_secrets(std::string_view sql,
                                                   sql::Reading reading = sql::any_reading,
                                                   Prepared prepared = {}, bool cut = false);

    /// The same for what people and programs write: messages, contexts of errors, settings. Nor
    /// with a constant at which the server's parser failed (analyzer/sql/failed_constant.h).
    [[nodiscard]] std::string_view prose(std::string_view text);

    /// The same for values and names, where a constant is no sign of a failure.
    [[nodiscard]] std::string_view value(std::string_view text);

    /// The value of a parameter or setting of that name.
    [[nodiscard]] std::string_view setting(std::string_view name, std::string_view value);

  private:
    [[nodiscard]] std::string_view cleaned(std::string_view text, sql::TextKind kind,
                                           sql::Reading reading, Prepared prepared = {},
                                           bool cut = false);
    [[nodiscard]] std::string_view normalised(std::string_view sql, sql::Reading reading);

    sql::Normaliser normaliser_;
    std::string buffer_;
};

}  // namespace pgoscope::report
