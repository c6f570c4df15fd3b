#include "dissectors/copy/binary_reader.h"

#include <algorithm>

#include "dissectors/copy/format.h"

namespace pgoscope::dissectors::copy {
namespace {

constexpr std::uint32_t oid_bytes = 4;
constexpr std::int16_t trailer = -1;
constexpr std::int32_t null_length = -1;

}  // namespace

std::optional<BinaryRow> BinaryReader::next(Bytes& piece) {
    const auto last_part = read_row(piece);
    if (!last_part) return std::nullopt;
    return finish_row(*last_part);
}

void BinaryReader::skip(std::uint64_t missing) noexcept {
    if (missing == 0 || state_ == State::ended) return;
    if (state_ != State::field || missing > left_) {
        state_ = State::broken;
        return;
    }
    left_ -= static_cast<std::uint32_t>(missing);
    row_.lose(missing);
    if (left_ == 0) state_ = after_field();
}

void BinaryReader::step(Bytes& piece) noexcept {
    switch (state_) {
        case State::signature:
            switch (match(binary_signature, piece)) {
                case Match::so_far:
                    return;
                case Match::whole:
                    state_ = State::flags;
                    return;
                case Match::refused:
                    state_ = State::broken;
                    return;
            }
            return;
        case State::flags:
            if (!take_number(piece, 4)) return;
            header_ = {.flags = static_cast<std::uint32_t>(number_)};
            state_ = State::extension_length;
            return;
        case State::extension_length:
            if (!take_number(piece, 4)) return;
            left_ = static_cast<std::uint32_t>(number_);
            header_->extension_bytes = left_;
            state_ = left_ > 0 ? State::extension : State::field_count;
            return;
        case State::extension:
            pass_over(piece);
            if (left_ == 0) state_ = State::field_count;
            return;
        case State::field_count:
            if (take_number(piece, 2)) begin_row(static_cast<std::int16_t>(number_));
            return;
        case State::oid:
            if (!take_number(piece, 8)) return;
            oid_ = static_cast<std::uint32_t>(number_);
            state_ = number_ >> 32U == oid_bytes ? after_field() : State::broken;
            return;
        case State::field_length:
            if (take_number(piece, 4)) begin_field(static_cast<std::int32_t>(number_));
            return;
        case State::field:
            pass_over(piece);
            if (left_ == 0) state_ = after_field();
            return;
        case State::row_end:
        case State::ended:
        case State::broken:
            piece = {};
            return;
    }
}

void BinaryReader::begin_row(std::int16_t count) noexcept {
    if (count == trailer) {
        state_ = State::ended;
        return;
    }
    const auto fields = static_cast<std::uint16_t>(count);
    if (count < 0 || field_count_.value_or(fields) != fields) {
        state_ = State::broken;
        return;
    }
    field_count_ = fields;
    fields_left_ = fields;
    state_ = header_->has_oids() ? State::oid : after_field();
}

void BinaryReader::begin_field(std::int32_t length) noexcept {
    if (length < null_length) {
        state_ = State::broken;
        return;
    }
    --fields_left_;
    left_ = length > 0 ? static_cast<std::uint32_t>(length) : 0;
    state_ = left_ > 0 ? State::field : after_field();
}

bool BinaryReader::take_number(Bytes& piece, unsigned width) noexcept {
    if (number_length_ == 0) number_ = 0;
    while (number_length_ < width && !piece.empty()) {
        number_ = number_ << 8U | piece.front();
        ++number_length_;
        piece = piece.subspan(1);
    }
    if (number_length_ < width) return false;
    number_length_ = 0;
    return true;
}

void BinaryReader::pass_over(Bytes& piece) noexcept {
    const auto passed = std::min<std::size_t>(left_, piece.size());
    left_ -= static_cast<std::uint32_t>(passed);
    piece = piece.subspan(passed);
}

bool BinaryReader::inside_row() const noexcept {
    switch (state_) {
        case State::field_count:
            return number_length_ > 0;
        case State::oid:
        case State::field_length:
        case State::field:
        case State::row_end:
            return true;
        default:
            return false;
    }
}

BinaryRow BinaryReader::finish_row(Bytes last_part) {
    BinaryRow row;
    row.field_count = field_count_.value_or(0);
    row.bytes = row_.size() + last_part.size();
    row.oid = oid_;
    if (const auto bytes = row_.finish(last_part)) {
        const auto before_fields = sizeof(std::int16_t) + (oid_ ? sizeof(std::uint64_t) : 0);
        row.fields = List<v3::Value>(row.field_count, bytes->subspan(before_fields));
    }
    oid_.reset();
    state_ = State::field_count;
    return row;
}

}  // namespace pgoscope::dissectors::copy
