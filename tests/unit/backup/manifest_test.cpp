#include "dissectors/backup/manifest.h"

#include <catch2/catch.hpp>

#include "tests/support/bytes_of.h"

using namespace pgoscope;
using namespace pgoscope::dissectors::backup;

namespace {

// As PostgreSQL 17 and later write it.
constexpr std::string_view text = R"({ "PostgreSQL-Backup-Manifest-Version": 2,
"System-Identifier": 7513073741319515325,
"Files": [
{ "Path": "backup_label", "Size": 225, "Last-Modified": "2026-08-06 10:00:00 GMT", "Checksum-Algorithm": "CRC32C", "Checksum": "d3cb8a2f" },
{ "Encoded-Path": "62c3a9", "Size": 8192, "Last-Modified": "2026-08-06 10:00:00 GMT", "Checksum-Algorithm": "SHA256", "Checksum": "00" },
{ "Path": "base/5/\"3600\"", "Size": 0, "Last-Modified": "2026-08-06 10:00:00 GMT" },
{ "Path": "Size", "Size": 4294967296, "Last-Modified": "", "Checksum-Algorithm": "MD5", "Checksum": "" }
],
"WAL-Ranges": [
{ "Timeline": 1, "Start-LSN": "0/5000028", "End-LSN": "0/5000158" },
{ "Timeline": 2, "Start-LSN": "0/05000158", "End-LSN": "1/00000000" }
],
"Manifest-Checksum": "c0ffee"}
)";

Manifest expected() {
    Manifest manifest;
    manifest.version = 2;
    manifest.system_identifier = 7'513'073'741'319'515'325;
    manifest.files = 4;
    manifest.total_bytes = 225 + 8192 + 4'294'967'296;
    manifest.files_by_algorithm = {1, 1, 0, 1, 0, 0, 1};
    manifest.wal_ranges = {{1, 0x5000028, 0x5000158}, {2, 0x5000158, 0x100000000}};
    manifest.wal_range_count = 2;
    manifest.checksum = "c0ffee";
    manifest.complete = true;
    return manifest;
}

}  // namespace

TEST_CASE("a manifest in numbers, whatever its pieces") {
    for_every_split(bytes_of(text), [](const auto& pieces) {
        ManifestScanner scanner;
        for (const auto piece : pieces)
            scanner.feed(piece);
        if (scanner.manifest() != expected() || scanner.damaged()) FAIL(pieces.front().size());
    });
    SUCCEED();
}

TEST_CASE("a manifest that is cut has what came before") {
    for (std::size_t length = 0; length + 2 < text.size(); ++length) {
        ManifestScanner scanner;
        scanner.feed(as_bytes(text.substr(0, length)));
        CHECK_FALSE(scanner.manifest().complete);
        CHECK(scanner.manifest().files <= 4);
    }
    ManifestScanner scanner;
    scanner.feed(as_bytes(text.substr(0, 300)));
    scanner.skip();
    scanner.feed(as_bytes(text.substr(310)));
    CHECK(scanner.damaged());
    CHECK(scanner.manifest().files == 1);
    CHECK(scanner.manifest().version == 2U);
}

TEST_CASE("what is no manifest") {
    ManifestScanner scanner;
    scanner.feed(as_bytes("\x01 binary"));
    CHECK(scanner.damaged());
    CHECK_FALSE(scanner.manifest().version.has_value());

    std::string many = R"({"WAL-Ranges":[)";
    for (int i = 0; i < 100; ++i)
        many += R"({"Timeline":1},)";
    ManifestScanner bounded;
    bounded.feed(as_bytes(many));
    CHECK(bounded.manifest().wal_ranges.size() == ManifestScanner::most_wal_ranges);
    CHECK(bounded.manifest().wal_range_count == 100);

    std::mt19937 random(1);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same bytes every time
    for (int round = 0; round < 2000; ++round) {
        auto changed = bytes_of(text);
        for (int i = 0; i < 3; ++i)
            changed[random() % changed.size()] = static_cast<std::uint8_t>(random());
        ManifestScanner hostile;
        hostile.feed(changed);
    }
}
