#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "dissectors/bytes.h"

namespace pgoscope::dissectors::copy {

/// The bytes of one row of a stream whose pieces end anywhere. A row that lies in one piece is a
/// view into it; of others a copy is kept, up to `most_bytes`.
class RowBytes {
  public:
    static constexpr std::size_t most_bytes = std::size_t{64} * 1024;

    /// The piece ends before the row does: this is its part of the row.
    void put_off(Bytes part) {
        size_ += part.size();
        if (size_ > most_bytes) lost_ = true;
        if (lost_)
            kept_.clear();
        else
            kept_.insert(kept_.end(), part.begin(), part.end());
    }
    /// So many bytes of the row are not at hand.
    void lose(std::uint64_t missing) noexcept {
        size_ += missing;
        lost_ = true;
    }

    /// Size of the row so far.
    [[nodiscard]] std::uint64_t size() const noexcept { return size_; }

    /// The row ends with this part of the piece. Nothing when it was too long to keep or bytes of
    /// it are missing; otherwise valid as long as the piece, and until the next call.
    [[nodiscard]] std::optional<Bytes> finish(Bytes last_part) {
        if (size_ > 0) put_off(last_part);
        const bool in_one_piece = size_ == 0;
        const bool whole = !lost_;
        size_ = 0;
        lost_ = false;
        if (in_one_piece) return last_part;
        finished_.swap(kept_);
        kept_.clear();
        return whole ? std::optional<Bytes>(finished_) : std::nullopt;
    }

  private:
    std::vector<std::uint8_t> kept_;
    std::vector<std::uint8_t> finished_;  // what the last view looks at
    std::uint64_t size_ = 0;
    bool lost_ = false;
};

}  // namespace pgoscope::dissectors::copy
