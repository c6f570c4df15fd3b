#include "dissectors/backup/archive_reader.h"

namespace pgoscope::dissectors::backup {
namespace {

Packing packing_of(std::string_view magic) noexcept {
    using namespace std::string_view_literals;
    if (magic.starts_with("\x1f\x8b"sv)) return Packing::gzip;  // RFC 1952
    if (magic == "\x28\xb5\x2f\xfd"sv) return Packing::zstd;    // RFC 8878
    if (magic == "\x04\x22\x4d\x18"sv) return Packing::lz4;     // LZ4 frame format
    return Packing::tar;
}

}  // namespace

std::string_view to_string(Packing packing) noexcept {
    switch (packing) {
        case Packing::undecided:
            break;
        case Packing::tar:
            return "tar";
        case Packing::gzip:
            return "gzip";
        case Packing::zstd:
            return "zstd";
        case Packing::lz4:
            return "lz4";
    }
    return "undecided";
}

std::optional<TarEntry> ArchiveReader::next(Bytes& piece) noexcept {
    if (packing_ == Packing::undecided) decide(piece);
    const auto before = piece.size();
    std::optional<TarEntry> entry;
    if (packing_ == Packing::tar)
        entry = tar_.next(piece);
    else
        piece = {};
    bytes_ += before - piece.size();
    return entry;
}

void ArchiveReader::skip(std::uint64_t missing) noexcept {
    bytes_ += missing;
    if (packing_ == Packing::undecided) {
        // Without its beginning nothing but the headers of a tar archive can be recognized.
        packing_ = Packing::tar;
        tar_.skip(magic_length_);
    }
    if (packing_ == Packing::tar) tar_.skip(missing);
}

void ArchiveReader::decide(Bytes& piece) noexcept {
    for (; magic_length_ < magic_.size() && !piece.empty(); piece = piece.subspan(1)) {
        magic_[magic_length_++] = piece.front();
        ++bytes_;
    }
    if (magic_length_ < magic_.size()) return;

    Bytes magic(magic_);
    packing_ = packing_of(as_text(magic));
    // So few bytes complete no header.
    if (packing_ == Packing::tar) (void)tar_.next(magic);
}

}  // namespace pgoscope::dissectors::backup
