#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "dissectors/list.h"
#include "dissectors/v3/body_reader.h"

/// Subscriptions of VibeSQL (vibesql-server, `PROTOCOL.md` and `src/protocol`): messages with type
/// bytes from 0xF0 on, in the framing of protocol 3.0. Views, valid as long as the bytes they were
/// made from. The server pushes SubscriptionData and SubscriptionPartialData whenever a table
/// changes, even between the messages of another answer.
namespace pgoscope::dissectors::vibesql {

/// A version 4 UUID; all zero in a SubscriptionError for a subscription that never came to be.
struct SubscriptionId {
    std::array<std::uint8_t, 16> bytes{};

    using Text = std::array<char, 36>;
    /// `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx`, lower case.
    [[nodiscard]] Text text() const noexcept;
    [[nodiscard]] static SubscriptionId read(ByteReader& reader) noexcept;
    bool operator==(const SubscriptionId&) const = default;
};

enum class UpdateType : std::uint8_t {
    full,              ///< the whole result, as the answer to Subscribe
    delta_insert,      ///< rows that came
    delta_update,      ///< rows as they are now
    delta_delete,      ///< rows that went
    selective_update,  ///< the changed columns of rows
};
[[nodiscard]] std::string_view to_string(UpdateType type) noexcept;

/// The server sends NULL in rows as the text `NULL`; a length of -1 would be NULL as well.
[[nodiscard]] bool is_null(const v3::Value& value) noexcept;

struct Row {
    List<v3::Value> columns;
    [[nodiscard]] static Row read(ByteReader& reader) noexcept;
};

/// A row of which only some columns were sent.
struct PartialRow {
    std::uint16_t total_columns = 0;
    /// One bit a column, the lowest bit of the first byte for the first column: the reverse of the
    /// bitmaps of protocol 2.0.
    Bytes bitmap;
    /// Those columns whose bit is set, in order.
    List<v3::Value> values;

    /// Whether column `index`, from 0, was sent.
    [[nodiscard]] bool has(std::size_t index) const noexcept {
        return index < total_columns && index / 8 < bitmap.size() &&
               (bitmap[index / 8] >> index % 8 & 1U) != 0;
    }
    [[nodiscard]] static PartialRow read(ByteReader& reader) noexcept;
};

// ---- frontend ----

/// When the server may send changed columns instead of whole rows; what is absent is its default.
struct SelectiveUpdates {
    std::optional<bool> enabled;
    std::optional<std::uint16_t> min_changed_columns;
    std::optional<double> max_changed_columns_ratio;
};

struct Subscribe {
    std::string_view query;
    List<v3::Value> parameters;
    std::optional<std::string_view> filter;
    std::optional<SelectiveUpdates> selective_updates;
    [[nodiscard]] static Subscribe read(v3::BodyReader& reader) noexcept;
};

/// The messages that only name a subscription. None of them has a reply.
struct Unsubscribe {
    SubscriptionId id;
    [[nodiscard]] static Unsubscribe read(v3::BodyReader& reader) noexcept;
};
struct SubscriptionPause {
    SubscriptionId id;
    [[nodiscard]] static SubscriptionPause read(v3::BodyReader& reader) noexcept;
};
struct SubscriptionResume {
    SubscriptionId id;
    [[nodiscard]] static SubscriptionResume read(v3::BodyReader& reader) noexcept;
};

// ---- backend ----

struct SubscriptionData {
    SubscriptionId id;
    UpdateType update_type = UpdateType::full;
    List<Row> rows;
    [[nodiscard]] static SubscriptionData read(v3::BodyReader& reader) noexcept;
};
struct SubscriptionError {
    SubscriptionId id;
    std::string_view message;
    [[nodiscard]] static SubscriptionError read(v3::BodyReader& reader) noexcept;
};
/// Documented before the first data; the servers of today do not send it.
struct SubscriptionAck {
    SubscriptionId id;
    std::uint16_t table_count = 0;  ///< tables whose changes are watched
    [[nodiscard]] static SubscriptionAck read(v3::BodyReader& reader) noexcept;
};
struct SubscriptionPartialData {
    SubscriptionId id;
    UpdateType update_type = UpdateType::selective_update;
    List<PartialRow> rows;
    [[nodiscard]] static SubscriptionPartialData read(v3::BodyReader& reader) noexcept;
};

}  // namespace pgoscope::dissectors::vibesql
