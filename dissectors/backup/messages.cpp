#include "dissectors/backup/messages.h"

#include <array>

#include "dissectors/byte_reader.h"

namespace pgoscope::dissectors::backup {
namespace {

constexpr std::array<std::string_view, std::variant_size_v<BackupMessage>> names{
    "Unknown", "NewArchive", "ArchiveData", "ManifestStart", "Progress",
};

BackupMessage read_message(char letter, ByteReader& reader) noexcept {
    switch (letter) {
        case 'n': {
            const auto file_name = reader.c_string();
            return NewArchive{file_name, reader.c_string()};
        }
        case 'm':
            return ManifestStart{};
        case 'p':
            return Progress{reader.u64()};
        default:
            reader.fail();
            return Unknown{};
    }
}

}  // namespace

std::string_view name_of(const BackupMessage& message) noexcept {
    return names[message.index()];
}

BackupMessage dissect_backup_message(Bytes payload, bool complete) noexcept {
    if (payload.empty()) return Unknown{payload};
    const auto letter = static_cast<char>(payload.front());
    if (letter == 'd') return ArchiveData{payload.subspan(1)};
    ByteReader reader(payload.subspan(1));
    const auto message = read_message(letter, reader);
    if (!complete || !reader.finished()) return Unknown{payload};
    return message;
}

}  // namespace pgoscope::dissectors::backup
