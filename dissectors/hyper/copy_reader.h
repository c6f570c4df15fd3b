#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "dissectors/copy/row_reader.h"
#include "dissectors/v3/messages.h"

namespace pgoscope::dissectors::hyper {

/// A column of the table that is copied, which the stream itself does not tell.
struct CopyColumn {
    std::uint32_t type_oid = 0;
    std::int32_t type_modifier = -1;
    bool nullable = true;
};

/// One row. Its values are valid as long as the piece it ended in, and until the next call.
struct CopyRow {
    std::uint64_t bytes = 0;
    /// One a column, in HyperBinary; empty when the row was too long to keep or a part of it is
    /// missing.
    std::span<const v3::Value> values;
};

/// Reads `COPY ... (FORMAT HYPERBINARY)` (protocol.md, section G.3) from CopyData messages, whose
/// boundaries mean nothing. Rows have no marks of their own: without columns only the header is
/// recognized and the rest measured.
class CopyReader : public copy::RowReader<CopyReader> {
  public:
    explicit CopyReader(std::vector<CopyColumn> columns);

    /// The next row that ends in `piece`, which is shortened by what was read. Nothing means that
    /// the piece is used up.
    [[nodiscard]] std::optional<CopyRow> next(Bytes& piece);
    /// So many bytes are not at hand. Only inside of a value is it known how to go on after them.
    void skip(std::uint64_t missing) noexcept;

    [[nodiscard]] bool header_seen() const noexcept {
        return state_ != State::signature && state_ != State::broken;
    }
    /// This is not the format, or its thread is lost; the rest is passed over.
    [[nodiscard]] bool broken() const noexcept { return state_ == State::broken; }

  private:
    friend RowReader;
    enum class State : std::uint8_t {
        signature,
        row_start,
        null_flag,
        length,
        value,
        row_end,
        measuring,
        broken,
    };

    void step(Bytes& piece) noexcept;
    void begin_column(std::size_t column) noexcept;
    void begin_value() noexcept;
    void take_value(std::uint32_t length) noexcept;
    [[nodiscard]] bool at_row_end() const noexcept { return state_ == State::row_end; }
    [[nodiscard]] bool inside_row() const noexcept;
    [[nodiscard]] CopyRow finish_row(Bytes last_part);
    void read_values(Bytes row);

    std::vector<CopyColumn> columns_;
    std::vector<v3::Value> values_;
    State state_ = State::signature;
    std::size_t column_ = 0;
    std::uint32_t number_ = 0;
    unsigned number_length_ = 0;  // bytes of the length so far
    std::uint32_t left_ = 0;      // bytes of the value
};

}  // namespace pgoscope::dissectors::hyper
