#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "dissectors/backup/tar_reader.h"

namespace pgoscope::dissectors::backup {

/// How an archive is packed, told by its first bytes.
enum class Packing : std::uint8_t { undecided, tar, gzip, zstd, lz4 };
[[nodiscard]] std::string_view to_string(Packing packing) noexcept;

/// One archive of a base backup: the files of a plain one by name, a compressed one measured only.
class ArchiveReader {
  public:
    /// As TarReader::next.
    [[nodiscard]] std::optional<TarEntry> next(Bytes& piece) noexcept;
    void skip(std::uint64_t missing) noexcept;

    [[nodiscard]] Packing packing() const noexcept { return packing_; }
    /// As sent, bytes that are missing included.
    [[nodiscard]] std::uint64_t bytes() const noexcept { return bytes_; }
    [[nodiscard]] const TarReader& tar() const noexcept { return tar_; }

  private:
    void decide(Bytes& piece) noexcept;

    TarReader tar_;
    std::array<std::uint8_t, 4> magic_{};
    std::size_t magic_length_ = 0;
    std::uint64_t bytes_ = 0;
    Packing packing_ = Packing::undecided;
};

}  // namespace pgoscope::dissectors::backup
