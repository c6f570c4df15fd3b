#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "dissectors/bytes.h"
#include "dissectors/json/tokenizer.h"
#include "dissectors/logical/operation.h"

namespace pgoscope::dissectors::logical {

/// One operation that wal2json reported; the end of a transaction of format 1 is its commit. Texts
/// are valid until the next call of the scanner; names beyond 128 bytes are cut.
struct JsonChange {
    Operation operation = Operation::unknown;
    std::string_view schema;
    std::string_view table;
    /// Of the transaction, where the option include-timestamp is on and it was printed already.
    std::optional<std::int64_t> commit_time;
};

/// Takes operations from the output of wal2json: of format 1, which has a transaction in one object
/// or, written in chunks, in several messages; and of format 2, an object for each event
/// (wal2json's README; protocol.md, section D.2). Messages are fed in any pieces, in constant
/// memory.
class Wal2JsonScanner {
  public:
    /// The next operation whose object ends in `piece`, which is shortened by what was read.
    [[nodiscard]] std::optional<JsonChange> next(Bytes& piece) noexcept;
    /// The change of format 2 of whose object only the beginning came, as far as that tells it: its
    /// operation and its table stand before its columns. Nothing when they did not come, and of
    /// format 1, which has them in lists.
    [[nodiscard]] std::optional<JsonChange> change_at_hand() const noexcept;
    /// Bytes are missing, or a new message begins after what was not JSON: starts afresh.
    void reset() noexcept { *this = {}; }

    [[nodiscard]] bool broken() const noexcept { return tokens_.broken(); }

  private:
    enum class Key : std::uint8_t { other, operation, schema, table, timestamp, transactional };

    class Name {
      public:
        void clear() noexcept { length_ = 0; }
        void set(std::string_view text) noexcept;
        [[nodiscard]] std::string_view view() const noexcept { return {text_.data(), length_}; }

      private:
        std::array<char, 128> text_{};
        std::size_t length_ = 0;
    };

    void take_key(const json::Token& token) noexcept;
    void take_value(std::string_view text) noexcept;
    void begin_object(std::size_t depth) noexcept;
    [[nodiscard]] std::optional<JsonChange> end_object(std::size_t depth) const noexcept;

    json::Tokenizer tokens_;
    std::size_t change_depth_ = 1;  // of the objects that are operations
    Key key_ = Key::other;
    std::optional<Operation> operation_;
    Name schema_;
    Name table_;
    std::optional<std::int64_t> commit_time_;
    bool in_transaction_ = true;  // false: a message that pg_logical_emit_message sent at once
};

}  // namespace pgoscope::dissectors::logical
