#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "analyzer/report/options.h"
#include "analyzer/sql/normaliser.h"

namespace pgoscope::report {

/// SQL as it may be shown. Passwords in it never are: the string behind the word PASSWORD, and any
/// string that holds `password=` as connection strings do, read `'redacted'`.
class SqlText {
  public:
    /// Normalised when redacted, otherwise as sent. The result is `sql` itself or lives in this
    /// object until the next call.
    [[nodiscard]] std::string_view shown(std::string_view sql, const Options& options);

    /// As sent, without passwords. Lives as that of `shown`.
    [[nodiscard]] std::string_view without_passwords(std::string_view sql);

  private:
    [[nodiscard]] std::string_view normalised(std::string_view sql);

    sql::Normaliser normaliser_;
    std::string buffer_;
};

}  // namespace pgoscope::report
