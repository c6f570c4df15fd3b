#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "dissectors/copy/row_bytes.h"

namespace pgoscope::dissectors::copy {

/// What readers of COPY data in binary formats share: a signature, then rows, from pieces whose
/// ends mean nothing. A reader has `step(piece)`, which takes some bytes off the front of a piece,
/// `at_row_end()` and `inside_row()`.
template <class Reader>
class RowReader {
  public:
    [[nodiscard]] std::uint64_t rows() const noexcept { return rows_; }

  protected:
    /// Reads on to the end of a row and answers the row's part of this piece; nothing when the
    /// piece is used up before.
    [[nodiscard]] std::optional<Bytes> read_row(Bytes& piece) {
        auto& reader = static_cast<Reader&>(*this);
        auto row_part = piece;
        while (true) {
            if (reader.at_row_end()) {
                ++rows_;
                return row_part.first(row_part.size() - piece.size());
            }
            if (!reader.inside_row()) row_part = piece;
            if (piece.empty()) break;
            reader.step(piece);
        }
        if (reader.inside_row()) row_.put_off(row_part);
        return std::nullopt;
    }

    enum class Match : std::uint8_t { so_far, whole, refused };
    /// Takes one byte off the piece, which is to be the signature's next.
    [[nodiscard]] Match match(std::string_view signature, Bytes& piece) noexcept {
        const auto byte = static_cast<char>(piece.front());
        piece = piece.subspan(1);
        if (byte != signature[matched_]) return Match::refused;
        return ++matched_ == signature.size() ? Match::whole : Match::so_far;
    }

    RowBytes row_;

  private:
    std::size_t matched_ = 0;
    std::uint64_t rows_ = 0;
};

}  // namespace pgoscope::dissectors::copy
