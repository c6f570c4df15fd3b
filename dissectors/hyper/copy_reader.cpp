#include "dissectors/hyper/copy_reader.h"

#include <algorithm>
#include <utility>

#include "dissectors/copy/format.h"
#include "dissectors/hyper/values.h"

namespace pgoscope::dissectors::hyper {
namespace {

constexpr std::uint8_t value_follows = 0;
constexpr std::uint8_t null_value = 1;
constexpr unsigned length_bytes = 4;

}  // namespace

CopyReader::CopyReader(std::vector<CopyColumn> columns) : columns_(std::move(columns)) {}

std::optional<CopyRow> CopyReader::next(Bytes& piece) {
    const auto last_part = read_row(piece);
    if (!last_part) return std::nullopt;
    return finish_row(*last_part);
}

void CopyReader::skip(std::uint64_t missing) noexcept {
    if (missing == 0 || state_ == State::measuring) return;
    if (state_ != State::value || missing > left_) {
        state_ = State::broken;
        return;
    }
    left_ -= static_cast<std::uint32_t>(missing);
    row_.lose(missing);
    if (left_ == 0) begin_column(column_ + 1);
}

void CopyReader::step(Bytes& piece) noexcept {
    const auto byte = piece.front();
    switch (state_) {
        case State::signature:
            switch (match(copy::hyper_signature, piece)) {
                case Match::so_far:
                    return;
                case Match::whole:
                    state_ = columns_.empty() ? State::measuring : State::row_start;
                    return;
                case Match::refused:
                    state_ = State::broken;
                    return;
            }
            return;
        case State::row_start:
            begin_column(0);
            return;
        case State::null_flag:
            piece = piece.subspan(1);
            if (byte == null_value)
                begin_column(column_ + 1);
            else if (byte == value_follows)
                begin_value();
            else
                state_ = State::broken;
            return;
        case State::length:
            piece = piece.subspan(1);
            number_ |= std::uint32_t{byte} << (8 * number_length_);
            if (++number_length_ == length_bytes) take_value(number_);
            return;
        case State::value: {
            const auto passed = std::min<std::size_t>(left_, piece.size());
            piece = piece.subspan(passed);
            left_ -= static_cast<std::uint32_t>(passed);
            if (left_ == 0) begin_column(column_ + 1);
            return;
        }
        case State::row_end:
        case State::measuring:
        case State::broken:
            piece = {};
            return;
    }
}

void CopyReader::begin_column(std::size_t column) noexcept {
    column_ = column;
    if (column_ == columns_.size())
        state_ = State::row_end;
    else if (columns_[column_].nullable)
        state_ = State::null_flag;
    else
        begin_value();
}

void CopyReader::begin_value() noexcept {
    const auto& column = columns_[column_];
    if (const auto width = fixed_width(column.type_oid, column.type_modifier); width > 0) {
        take_value(width);
        return;
    }
    number_ = 0;
    number_length_ = 0;
    state_ = State::length;
}

void CopyReader::take_value(std::uint32_t length) noexcept {
    left_ = length;
    state_ = State::value;
    if (left_ == 0) begin_column(column_ + 1);
}

bool CopyReader::inside_row() const noexcept {
    switch (state_) {
        case State::null_flag:
        case State::length:
        case State::value:
        case State::row_end:
            return true;
        default:
            return false;
    }
}

CopyRow CopyReader::finish_row(Bytes last_part) {
    CopyRow row;
    row.bytes = row_.size() + last_part.size();
    if (const auto bytes = row_.finish(last_part)) {
        read_values(*bytes);
        row.values = values_;
    }
    state_ = State::row_start;
    return row;
}

void CopyReader::read_values(Bytes row) {
    ByteReader reader(row);
    values_.clear();
    for (const auto& column : columns_) {
        if (column.nullable && reader.u8() == null_value) {
            values_.push_back({.null = true, .bytes = {}});
            continue;
        }
        auto length = fixed_width(column.type_oid, column.type_modifier);
        if (length == 0) length = reader.little_endian<std::uint32_t>();
        values_.push_back({.null = false, .bytes = reader.bytes(length)});
    }
}

}  // namespace pgoscope::dissectors::hyper
