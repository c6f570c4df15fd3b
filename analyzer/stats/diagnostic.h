#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "analyzer/events/sink.h"

namespace pgoscope::stats {

/// A copy of one ErrorResponse or NoticeResponse with all its fields and what was around it.
struct Diagnostic {
    PacketTime time = 0;
    std::uint64_t session = 0;
    std::uint64_t packet = 0;
    std::uint64_t exchange = 0;  ///< 0 = none
    std::string user;
    std::string database;
    std::string application_name;

    /// As on the wire: code, value, NUL; in the order sent. `fields()` reads them.
    std::string field_bytes;
    std::uint32_t field_count = 0;
    bool truncated = false;  ///< of the fields, a part was not kept
    /// What of these fields repeats what the session's requests said; nothing where it was not
    /// looked for.
    events::QuotedValues quoted;

    /// That failed, where it is known.
    const sql::Statement* statement = nullptr;
    /// Of the transaction, after the message.
    events::TransactionStatus transaction = events::TransactionStatus::unknown;
    /// For a 57014: time since the CancelRequest aimed at the session.
    std::optional<Nanoseconds> since_cancel;

    /// A view of this copy.
    [[nodiscard]] dissectors::v3::ErrorFields fields() const noexcept;
    /// Empty when it has no such field.
    [[nodiscard]] std::string_view field(char code) const noexcept;
    /// What all of it takes in memory, about.
    [[nodiscard]] std::size_t bytes() const noexcept;
};

/// An error in the style of protocols before 3.0, whose text has no fields, laid out in fields: S,
/// M and P as far as the text tells them. From here on it is like any other.
class OldStyleFields {
  public:
    explicit OldStyleFields(std::string_view text);
    /// The fields of the text, or `given` where there was none. Valid as long as this.
    [[nodiscard]] dissectors::v3::ErrorFields or_those(
        const dissectors::v3::ErrorFields& given) const noexcept;

  private:
    void add(char code, std::string_view value);

    std::string bytes_;
    std::uint32_t count_ = 0;
};

/// Bytes kept of one field, and fields of one message.
inline constexpr std::size_t diagnostic_field_bytes = 8192;
inline constexpr std::uint32_t diagnostic_fields = 64;

[[nodiscard]] Diagnostic copy_diagnostic(const events::MessageEvent& event,
                                         const dissectors::v3::ErrorFields& fields);

}  // namespace pgoscope::stats
