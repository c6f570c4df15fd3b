#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "dissectors/bytes.h"

namespace pgoscope::dissectors::backup {

/// A file in an archive. Texts are valid until the next call of the reader.
struct TarEntry {
    std::string_view name;
    std::string_view link_target;  ///< of a symbolic link: where a tablespace lies
    std::uint64_t size = 0;        ///< bytes of content
    char type = '0';               ///< `0` file, `2` symbolic link, `5` directory ...

    /// Holds only blocks that changed since the earlier backup (17 and later).
    [[nodiscard]] bool incremental() const noexcept;
};

/// Whether the bytes begin with the header of an entry, all of it, by its mark and its checksum.
[[nodiscard]] bool begins_tar_entry(Bytes data) noexcept;

/// Reads the headers of a tar archive (POSIX ustar; sizes of 8 GiB and above as GNU writes them)
/// that arrives in pieces, in constant memory: contents are passed over by count. It needs no end
/// of archive, which servers before 15 do not send. After bytes that are missing, or blocks that
/// are no header where one is due, it looks for the next header at the archive's block boundaries.
class TarReader {
  public:
    static constexpr std::size_t block_bytes = 512;

    /// The next entry whose header ends in `piece`, which is shortened by what was read. Nothing
    /// means that the piece is used up.
    [[nodiscard]] std::optional<TarEntry> next(Bytes& piece) noexcept;
    /// So many bytes of the archive are not at hand.
    void skip(std::uint64_t missing) noexcept;

    [[nodiscard]] std::uint64_t entries() const noexcept { return entries_; }
    /// Bytes of the archive so far, those that are missing included.
    [[nodiscard]] std::uint64_t position() const noexcept { return position_; }
    /// Blocks where a header was due that hold none, the zeros at the end excepted.
    [[nodiscard]] std::uint64_t damaged_blocks() const noexcept { return damaged_blocks_; }
    /// A block of zeros came where a header was due: the archive is over.
    [[nodiscard]] bool ended() const noexcept { return ended_; }

  private:
    [[nodiscard]] std::optional<TarEntry> read_header() noexcept;
    [[nodiscard]] std::string_view full_name() noexcept;

    std::array<std::uint8_t, block_bytes> header_{};
    std::array<char, block_bytes> name_{};
    std::size_t header_length_ = 0;
    std::uint64_t content_left_ = 0;  // padding included
    std::uint64_t position_ = 0;
    std::uint64_t entries_ = 0;
    std::uint64_t damaged_blocks_ = 0;
    bool ended_ = false;
};

}  // namespace pgoscope::dissectors::backup
