#include "dissectors/backup/recognise.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <variant>

#include "dissectors/backup/messages.h"
#include "dissectors/backup/tar_reader.h"

namespace pgoscope::dissectors::backup {
namespace {

/// More than any cluster has, and less than eight letters are as a number.
constexpr std::uint64_t most_bytes = std::uint64_t{1} << 56U;

/// `base.tar` or, for a tablespace, `16384.tar`; with what compression adds.
bool is_archive_name(std::string_view name) noexcept {
    static constexpr std::array<std::string_view, 4> endings{".tar", ".tar.gz", ".tar.lz4",
                                                             ".tar.zst"};
    const auto dot = std::min(name.find('.'), name.size());
    if (std::ranges::find(endings, name.substr(dot)) == endings.end()) return false;
    const auto stem = name.substr(0, dot);
    const auto is_digit = [](char character) { return character >= '0' && character <= '9'; };
    return stem == "base" || (!stem.empty() && std::ranges::all_of(stem, is_digit));
}

struct IsOfBackup {
    bool operator()(const NewArchive& archive) const noexcept {
        return is_archive_name(archive.file_name);
    }
    bool operator()(const Progress& progress) const noexcept {
        return progress.bytes_done < most_bytes;
    }
    bool operator()(const ArchiveData& archive) const noexcept {
        return begins_tar_entry(archive.data);
    }
    /// A single letter, which proves nothing.
    bool operator()(const ManifestStart&) const noexcept { return false; }
    bool operator()(const Unknown&) const noexcept { return false; }
};

}  // namespace

Recognition recognise(Bytes payload, bool complete) {
    if (begins_tar_entry(payload)) return Recognition::bare;
    const auto message = dissect_backup_message(payload, complete);
    return std::visit(IsOfBackup{}, message) ? Recognition::with_messages : Recognition::none;
}

}  // namespace pgoscope::dissectors::backup
