#include "dissectors/backup/tar_reader.h"

#include <algorithm>

namespace pgoscope::dissectors::backup {
namespace {

struct Field {
    std::size_t offset;
    std::size_t length;
};
// POSIX.1-1988, "ustar Interchange Format".
constexpr Field name_field{0, 100};
constexpr Field size_field{124, 12};
constexpr Field checksum_field{148, 8};
constexpr std::size_t type_offset = 156;
constexpr Field link_field{157, 100};
constexpr Field magic_field{257, 5};
constexpr Field prefix_field{345, 155};

// Content of entries that are not files is never larger; it keeps sums of positions from wrapping.
constexpr std::uint64_t largest_content = std::uint64_t{1} << 60U;

Bytes field(Bytes header, Field which) noexcept {
    return header.subspan(which.offset, which.length);
}

std::string_view text(Bytes header, Field which) noexcept {
    const auto whole = as_text(field(header, which));
    return whole.substr(0, whole.find('\0'));
}

// Octal digits, or binary behind a byte with the highest bit set.
std::optional<std::uint64_t> number(Bytes digits) noexcept {
    std::uint64_t value = 0;
    if ((digits.front() & 0x80U) != 0) {
        for (const auto byte : digits.subspan(1)) {
            if (value > largest_content >> 8U) return std::nullopt;
            value = value << 8U | byte;
        }
        return value;
    }
    for (const auto byte : digits) {
        if (byte == ' ' || byte == 0) continue;
        if (byte < '0' || byte > '7') return std::nullopt;
        value = value << 3U | static_cast<std::uint64_t>(byte - '0');
    }
    return value;
}

// The sum of all bytes, with those of the sum itself taken for spaces.
bool checksum_holds(Bytes header) noexcept {
    std::uint64_t sum = checksum_field.length * std::uint64_t{' '};
    for (std::size_t i = 0; i < header.size(); ++i) {
        const bool of_checksum = i - checksum_field.offset < checksum_field.length;
        if (!of_checksum) sum += header[i];
    }
    return number(field(header, checksum_field)) == sum;
}

bool is_header(Bytes block) noexcept {
    return as_text(field(block, magic_field)) == "ustar" && checksum_holds(block);
}

constexpr std::uint64_t padded(std::uint64_t size) noexcept {
    constexpr std::uint64_t block = TarReader::block_bytes;
    return (size + block - 1) / block * block;
}

// A hard or symbolic link, a device or a directory has no content, whatever its size says.
constexpr bool has_content(char type) noexcept {
    return type < '1' || type > '6';
}

}  // namespace

bool begins_tar_entry(Bytes data) noexcept {
    return data.size() >= TarReader::block_bytes && is_header(data.first(TarReader::block_bytes));
}

bool TarEntry::incremental() const noexcept {
    const auto slash = name.rfind('/');
    const auto base = slash == std::string_view::npos ? name : name.substr(slash + 1);
    return base.starts_with("INCREMENTAL.");
}

std::optional<TarEntry> TarReader::next(Bytes& piece) noexcept {
    while (!piece.empty()) {
        const auto wanted = content_left_ > 0 ? content_left_ : block_bytes - header_length_;
        const auto part =
            piece.first(static_cast<std::size_t>(std::min<std::uint64_t>(wanted, piece.size())));
        piece = piece.subspan(part.size());
        position_ += part.size();
        if (content_left_ > 0) {
            content_left_ -= part.size();
            continue;
        }
        std::ranges::copy(part, header_.begin() + static_cast<std::ptrdiff_t>(header_length_));
        header_length_ += part.size();
        if (header_length_ < block_bytes) continue;
        header_length_ = 0;
        if (const auto entry = read_header()) return entry;
    }
    return std::nullopt;
}

void TarReader::skip(std::uint64_t missing) noexcept {
    position_ += missing;
    if (missing <= content_left_) {
        content_left_ -= missing;
        return;
    }
    // Headers may be among what is missing: go on at the next boundary of a block.
    header_length_ = 0;
    content_left_ = padded(position_) - position_;
}

std::optional<TarEntry> TarReader::read_header() noexcept {
    const Bytes header(header_);
    if (std::ranges::all_of(header, [](auto byte) { return byte == 0; })) {
        ended_ = true;
        return std::nullopt;
    }
    const auto size = number(field(header, size_field));
    if (!is_header(header) || !size || *size > largest_content) {
        ++damaged_blocks_;
        return std::nullopt;
    }
    const auto type = header[type_offset] == 0 ? '0' : static_cast<char>(header[type_offset]);
    content_left_ = has_content(type) ? padded(*size) : 0;
    ended_ = false;
    ++entries_;
    return TarEntry{full_name(), text(header, link_field), *size, type};
}

std::string_view TarReader::full_name() noexcept {
    const auto prefix = text(header_, prefix_field);
    const auto name = text(header_, name_field);
    auto* end = std::ranges::copy(prefix, name_.begin()).out;
    if (!prefix.empty()) *end++ = '/';
    end = std::ranges::copy(name, end).out;
    return {name_.data(), static_cast<std::size_t>(end - name_.data())};
}

}  // namespace pgoscope::dissectors::backup
