#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dissectors/json/tokenizer.h"
#include "dissectors/lsn.h"

namespace pgoscope::dissectors::backup {

enum class ChecksumAlgorithm : std::uint8_t { none, crc32c, sha224, sha256, sha384, sha512, other };
inline constexpr std::size_t checksum_algorithm_count = 7;
/// As a manifest spells it: `CRC32C`.
[[nodiscard]] std::string_view to_string(ChecksumAlgorithm algorithm) noexcept;

struct WalRange {
    std::uint32_t timeline = 0;
    Lsn start = 0;
    Lsn end = 0;

    bool operator==(const WalRange&) const = default;
};

/// A backup manifest in numbers (PostgreSQL documentation, "Backup Manifest Format").
struct Manifest {
    std::optional<std::uint32_t> version;
    std::optional<std::uint64_t> system_identifier;  ///< version 2
    std::uint64_t files = 0;
    std::uint64_t total_bytes = 0;
    std::array<std::uint64_t, checksum_algorithm_count> files_by_algorithm{};
    std::vector<WalRange> wal_ranges;  ///< the first `ManifestScanner::most_wal_ranges`
    std::uint64_t wal_range_count = 0;
    std::string checksum;   ///< SHA256 of the manifest before it, in hex
    bool complete = false;  ///< read to its end

    bool operator==(const Manifest&) const = default;
};

/// Reads a manifest that arrives in pieces, in constant memory.
class ManifestScanner {
  public:
    static constexpr std::size_t most_wal_ranges = 64;

    void feed(Bytes piece);
    /// Bytes are missing: JSON cannot be taken up again, and what follows is passed over.
    void skip() noexcept { damaged_ = true; }

    [[nodiscard]] const Manifest& manifest() const noexcept { return manifest_; }
    /// Something was missing or is not JSON: `manifest` has what came before.
    [[nodiscard]] bool damaged() const noexcept { return damaged_ || tokens_.broken(); }

  private:
    // Of a manifest only these names matter; the key decides what a value means.
    enum class Key : std::uint8_t {
        other,
        version,
        system_identifier,
        files,
        wal_ranges,
        manifest_checksum,
        size,
        checksum_algorithm,
        timeline,
        start_lsn,
        end_lsn,
    };
    [[nodiscard]] static Key key_named(std::string_view name) noexcept;

    void take(const json::Token& token);
    void take_value(const json::Token& token);
    void take_file_value(const json::Token& token) noexcept;
    void take_range_value(const json::Token& token) noexcept;
    void end_object(std::size_t depth);

    json::Tokenizer tokens_;
    Manifest manifest_;
    Key section_ = Key::other;  // key of the outermost object
    Key key_ = Key::other;
    ChecksumAlgorithm file_algorithm_ = ChecksumAlgorithm::none;
    std::uint64_t file_size_ = 0;
    WalRange range_;
    bool damaged_ = false;
};

}  // namespace pgoscope::dissectors::backup
