#pragma once

#include <cstdint>
#include <optional>

#include "dissectors/copy/row_reader.h"
#include "dissectors/list.h"
#include "dissectors/v3/messages.h"

namespace pgoscope::dissectors::copy {

/// What stands before the rows of a binary COPY.
struct BinaryHeader {
    std::uint32_t flags = 0;
    std::uint32_t extension_bytes = 0;
    /// Every row bears an OID; servers up to 11.
    [[nodiscard]] bool has_oids() const noexcept { return (flags & 0x1'0000U) != 0; }
};

/// One row. Its fields are valid as long as the piece it ended in, and until a row is finished
/// whose beginning was in an earlier piece.
struct BinaryRow {
    std::uint16_t field_count = 0;
    std::uint64_t bytes = 0;
    /// Absent when the row was too long to keep or a part of it is missing.
    std::optional<List<v3::Value>> fields;
    std::optional<std::uint32_t> oid;
};

/// Reads COPY in binary format (PostgreSQL documentation, "COPY", "Binary Format"; protocol.md,
/// section E.4) from CopyData messages, whose boundaries mean nothing.
class BinaryReader : public RowReader<BinaryReader> {
  public:
    /// The next row that ends in `piece`, which is shortened by what was read. Nothing means that
    /// the piece is used up.
    [[nodiscard]] std::optional<BinaryRow> next(Bytes& piece);
    /// So many bytes are not at hand. Only inside of a field is it known how to go on after them.
    void skip(std::uint64_t missing) noexcept;

    /// Once it was read.
    [[nodiscard]] const std::optional<BinaryHeader>& header() const noexcept { return header_; }
    /// The trailer came; what follows it means nothing.
    [[nodiscard]] bool ended() const noexcept { return state_ == State::ended; }
    /// This is not the binary format, or its thread is lost; the rest is passed over.
    [[nodiscard]] bool broken() const noexcept { return state_ == State::broken; }

  private:
    friend RowReader;
    enum class State : std::uint8_t {
        signature,
        flags,
        extension_length,
        extension,
        field_count,
        oid,
        field_length,
        field,
        row_end,
        ended,
        broken,
    };

    void step(Bytes& piece) noexcept;
    void begin_row(std::int16_t count) noexcept;
    void begin_field(std::int32_t length) noexcept;
    [[nodiscard]] bool take_number(Bytes& piece, unsigned width) noexcept;
    void pass_over(Bytes& piece) noexcept;
    [[nodiscard]] bool at_row_end() const noexcept { return state_ == State::row_end; }
    [[nodiscard]] bool inside_row() const noexcept;
    [[nodiscard]] BinaryRow finish_row(Bytes last_part);
    [[nodiscard]] State after_field() const noexcept {
        return fields_left_ == 0 ? State::row_end : State::field_length;
    }

    State state_ = State::signature;
    std::uint64_t number_ = 0;    // of the integer that is being read
    unsigned number_length_ = 0;  // bytes of it so far
    std::uint32_t left_ = 0;      // bytes of the field or of the extension
    std::uint16_t fields_left_ = 0;
    std::optional<std::uint16_t> field_count_;  // the same in every row
    std::optional<BinaryHeader> header_;
    std::optional<std::uint32_t> oid_;
};

}  // namespace pgoscope::dissectors::copy
