#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "dissectors/bytes.h"
#include "dissectors/json/tokenizer.h"
#include "dissectors/logical/operation.h"

namespace pgoscope::dissectors::logical {

/// One operation that wal2json reported. Texts are valid until the next call of the scanner; names
/// beyond 128 bytes are cut.
struct JsonChange {
    Operation operation = Operation::unknown;
    std::string_view schema;
    std::string_view table;
};

/// Takes operations from the output of wal2json: of format 1, which has a transaction in one object
/// or, written in chunks, in several messages; and of format 2, an object for each event
/// (wal2json's README; protocol.md, section D.2). Messages are fed in any pieces, in constant
/// memory.
class Wal2JsonScanner {
  public:
    /// The next operation whose object ends in `piece`, which is shortened by what was read.
    [[nodiscard]] std::optional<JsonChange> next(Bytes& piece) noexcept;
    /// Bytes are missing, or a new message begins after what was not JSON: starts afresh.
    void reset() noexcept { *this = {}; }

    [[nodiscard]] bool broken() const noexcept { return tokens_.broken(); }

  private:
    enum class Key : std::uint8_t { other, operation, schema, table };

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
    void clear_change() noexcept;

    json::Tokenizer tokens_;
    std::size_t change_depth_ = 1;  // of the objects that are operations
    Key key_ = Key::other;
    std::optional<Operation> operation_;
    Name schema_;
    Name table_;
};

}  // namespace pgoscope::dissectors::logical
