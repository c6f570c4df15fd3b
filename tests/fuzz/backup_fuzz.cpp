#include <cstdlib>
#include <string>

#include "dissectors/backup/archive_reader.h"
#include "dissectors/backup/manifest.h"
#include "dissectors/backup/messages.h"

using namespace pgoscope;
using namespace pgoscope::dissectors::backup;

// A base backup in two pieces says what it says in one. The input: where it is cut (a byte), then
// the stream.
namespace {

std::string listing(std::initializer_list<Bytes> pieces) {
    ArchiveReader reader;
    std::string text;
    for (auto piece : pieces)
        while (const auto entry = reader.next(piece)) {
            text += entry->name;
            text += '\n';
        }
    return text;
}

Manifest manifest(std::initializer_list<Bytes> pieces) {
    ManifestScanner scanner;
    for (const auto piece : pieces)
        scanner.feed(piece);
    return scanner.manifest();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const Bytes stream(data + 1, size - 1);
    const auto cut = data[0] * stream.size() / 256;
    const auto first = stream.first(cut);
    const auto second = stream.subspan(cut);
    if (listing({stream}) != listing({first, second})) std::abort();
    if (manifest({stream}) != manifest({first, second})) std::abort();
    (void)dissect_backup_message(stream, true);

    TarReader with_gap;
    for (auto piece = first; with_gap.next(piece);) {
    }
    with_gap.skip(data[0]);
    for (auto piece = second; with_gap.next(piece);) {
    }
    if (with_gap.position() != stream.size() + data[0]) std::abort();
    return 0;
}
