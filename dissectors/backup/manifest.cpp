#include "dissectors/backup/manifest.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace pgoscope::dissectors::backup {
namespace {

// Depth of what the outermost object holds, and of what the objects in its arrays hold.
constexpr std::size_t outermost = 1;
constexpr std::size_t list_entry = 3;

constexpr std::array<std::string_view, checksum_algorithm_count> algorithm_names{
    "NONE", "CRC32C", "SHA224", "SHA256", "SHA384", "SHA512", "other",
};

ChecksumAlgorithm algorithm_named(std::string_view name) noexcept {
    const auto* const found = std::ranges::find(algorithm_names, name);
    if (found == algorithm_names.end()) return ChecksumAlgorithm::other;
    return static_cast<ChecksumAlgorithm>(found - algorithm_names.begin());
}

template <class Number>
std::optional<Number> number(std::string_view text) noexcept {
    Number value{};
    const auto* const end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, value);
    if (parsed.ec != std::errc{} || parsed.ptr != end) return std::nullopt;
    return value;
}

}  // namespace

std::string_view to_string(ChecksumAlgorithm algorithm) noexcept {
    return algorithm_names[static_cast<std::size_t>(algorithm)];
}

ManifestScanner::Key ManifestScanner::key_named(std::string_view name) noexcept {
    using Entry = std::pair<std::string_view, Key>;
    static constexpr std::array keys{
        Entry{"PostgreSQL-Backup-Manifest-Version", Key::version},
        Entry{"System-Identifier", Key::system_identifier},
        Entry{"Files", Key::files},
        Entry{"WAL-Ranges", Key::wal_ranges},
        Entry{"Manifest-Checksum", Key::manifest_checksum},
        Entry{"Size", Key::size},
        Entry{"Checksum-Algorithm", Key::checksum_algorithm},
        Entry{"Timeline", Key::timeline},
        Entry{"Start-LSN", Key::start_lsn},
        Entry{"End-LSN", Key::end_lsn},
    };
    const auto* const found = std::ranges::find(keys, name, &Entry::first);
    return found != keys.end() ? found->second : Key::other;
}

void ManifestScanner::feed(Bytes piece) {
    if (damaged_) return;
    while (const auto token = tokens_.next(piece))
        take(*token);
}

void ManifestScanner::take(const json::Token& token) {
    using Kind = json::Token::Kind;
    switch (token.kind) {
        case Kind::key:
            key_ = key_named(token.text);
            if (token.depth == outermost) section_ = key_;
            break;
        case Kind::string:
        case Kind::scalar:
            take_value(token);
            break;
        case Kind::begin_object:
            file_size_ = 0;
            file_algorithm_ = ChecksumAlgorithm::none;
            range_ = {};
            break;
        case Kind::end_object:
            end_object(token.depth);
            break;
        case Kind::begin_array:
        case Kind::end_array:
            break;
    }
}

void ManifestScanner::take_value(const json::Token& token) {
    if (token.depth == list_entry) {
        if (section_ == Key::files) take_file_value(token);
        if (section_ == Key::wal_ranges) take_range_value(token);
        return;
    }
    if (token.depth != outermost) return;
    switch (key_) {
        case Key::version:
            manifest_.version = number<std::uint32_t>(token.text);
            break;
        case Key::system_identifier:
            manifest_.system_identifier = number<std::uint64_t>(token.text);
            break;
        case Key::manifest_checksum:
            manifest_.checksum = token.text;
            break;
        default:
            break;
    }
}

void ManifestScanner::take_file_value(const json::Token& token) noexcept {
    if (key_ == Key::size) file_size_ = number<std::uint64_t>(token.text).value_or(0);
    if (key_ == Key::checksum_algorithm) file_algorithm_ = algorithm_named(token.text);
}

void ManifestScanner::take_range_value(const json::Token& token) noexcept {
    if (key_ == Key::timeline) range_.timeline = number<std::uint32_t>(token.text).value_or(0);
    if (key_ == Key::start_lsn) range_.start = parse_lsn(token.text).value_or(0);
    if (key_ == Key::end_lsn) range_.end = parse_lsn(token.text).value_or(0);
}

void ManifestScanner::end_object(std::size_t depth) {
    if (depth == outermost) {
        manifest_.complete = true;
    } else if (depth == list_entry && section_ == Key::files) {
        ++manifest_.files;
        manifest_.total_bytes += file_size_;
        ++manifest_.files_by_algorithm.at(static_cast<std::size_t>(file_algorithm_));
    } else if (depth == list_entry && section_ == Key::wal_ranges) {
        ++manifest_.wal_range_count;
        if (manifest_.wal_ranges.size() < most_wal_ranges) manifest_.wal_ranges.push_back(range_);
    }
}

}  // namespace pgoscope::dissectors::backup
