#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "dissectors/bytes.h"

namespace pgoscope::capture {

/// A regular file from front to back, in large pieces, for readers that ask for some bytes more at
/// a time and want them in one piece.
class FileWindow {
  public:
    /// Begins at `offset`. `descriptor` stays the caller's; its position is not used.
    FileWindow(int descriptor, std::uint64_t offset)
        : buffer_(buffer_bytes), offset_(offset), descriptor_(descriptor) {}

    /// Makes the next `count` bytes available, unless the file ends before.
    [[nodiscard]] bool have(std::size_t count) {
        return filled_ - taken_ >= count || refill(count);
    }
    /// The next `count` bytes, all of which `have` has made available. Valid until it is called
    /// again.
    [[nodiscard]] Bytes bytes(std::size_t count) const noexcept {
        return Bytes(buffer_).subspan(taken_, count);
    }
    /// Passes over bytes, available or not.
    void skip(std::uint64_t count) noexcept;

    /// After `have` failed: the file ends here, and not within what was asked for.
    [[nodiscard]] bool at_end() const noexcept { return filled_ == taken_ && failure_.empty(); }
    /// After `have` failed: why in a few words, the end of the file included.
    [[nodiscard]] const std::string& failure() const noexcept;
    /// Offset in the file of what comes next.
    [[nodiscard]] std::uint64_t offset() const noexcept { return offset_ - (filled_ - taken_); }

  private:
    static constexpr std::size_t buffer_bytes = 64UL * 1024;

    [[nodiscard, gnu::noinline]] bool refill(std::size_t count);

    std::vector<std::uint8_t> buffer_;
    std::size_t taken_ = 0;
    std::size_t filled_ = 0;
    std::uint64_t offset_;  ///< in the file, of the end of what is in the buffer
    int descriptor_;
    std::string failure_;
};

}  // namespace pgoscope::capture
