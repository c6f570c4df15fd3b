#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "dissectors/bytes.h"

namespace pgoscope::session {

/// Finds where CopyData begins whose content shows nothing, as that of a compressed backup, and
/// whose messages are longer than the bytes that arrive at once: the length in what may be a header
/// tells where the next one must be, and when one is there, that is a boundary.
class CopyDataChain {
  public:
    /// Offset in `bytes`, which begin at `position` of the stream, of a header that one before it,
    /// in these or in earlier bytes, leads to or that leads to one behind it. Other bytes than
    /// those of the stream from some position on, without the missing ones, are not to be given.
    [[nodiscard]] std::optional<std::size_t> find(Bytes bytes, std::uint64_t position) noexcept;

  private:
    [[nodiscard]] std::optional<std::size_t> find_expected(Bytes bytes,
                                                           std::uint64_t position) noexcept;
    void expect(std::uint64_t position) noexcept;

    /// Where a header is, 0 = nowhere, if what was taken for one is one. In bytes that mean
    /// nothing, one in a million looks like a header.
    std::array<std::uint64_t, 16> expected_{};
    std::size_t next_ = 0;  ///< the oldest, to be replaced
};

}  // namespace pgoscope::session
