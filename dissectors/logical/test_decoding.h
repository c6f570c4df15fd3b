#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "dissectors/logical/operation.h"

namespace pgoscope::dissectors::logical {

/// One message of test_decoding, whose text ends with the message. Views into that text.
struct TextChange {
    Operation operation = Operation::unknown;
    /// As printed, quotes included: `public.t`; for a TRUNCATE of several, all of them.
    std::string_view relation;
    /// Of the transaction; absent where the option include-xids is off.
    std::optional<std::uint32_t> xid;
    /// Where the option include-timestamp is on, in microseconds since 2000-01-01 00:00 UTC.
    std::optional<std::int64_t> commit_time;
};

/// Takes the first of the tables that a TRUNCATE names off the front of their list.
[[nodiscard]] std::string_view take_relation(std::string_view& relations) noexcept;

/// Recognizes what contrib/test_decoding of any version prints (protocol.md, section D.2).
[[nodiscard]] TextChange read_test_decoding(std::string_view text) noexcept;

}  // namespace pgoscope::dissectors::logical
