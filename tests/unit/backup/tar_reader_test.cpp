#include "dissectors/backup/tar_reader.h"

#include <catch2/catch.hpp>

#include "dissectors/backup/archive_reader.h"
#include "tar_builder.h"

using namespace pgoscope;
using namespace pgoscope::dissectors::backup;

namespace {

std::string told(const TarEntry& entry) {
    std::string text(1, entry.type);
    text += ' ';
    text += entry.name;
    if (!entry.link_target.empty()) text += " -> " + std::string(entry.link_target);
    text += ' ' + std::to_string(entry.size);
    if (entry.incremental()) text += " incremental";
    return text + '\n';
}

template <class Reader>
std::string told(Reader& reader, const std::vector<Bytes>& pieces) {
    std::string text;
    for (auto piece : pieces)
        while (const auto entry = reader.next(piece))
            text += told(*entry);
    return text;
}

OwnedBytes small_archive() {
    OwnedBytes tar = tar_entry("backup_label", bytes_of("START WAL LOCATION"));
    tar += tar_entry("pg_tblspc/16384", {}, '2', "/srv/space");
    tar += tar_entry("base", {}, '5');
    tar += tar_entry("base/5/INCREMENTAL.1259", OwnedBytes(700, 'x'));
    tar += tar_entry("1259", OwnedBytes(512, 'y'), '0', {}, "base/5");
    tar += tar_entry("empty", {});
    return tar;
}

constexpr auto small_listing =
    "0 backup_label 18\n"
    "2 pg_tblspc/16384 -> /srv/space 0\n"
    "5 base 0\n"
    "0 base/5/INCREMENTAL.1259 700 incremental\n"
    "0 base/5/1259 512\n"
    "0 empty 0\n";

}  // namespace

TEST_CASE("files of an archive, whatever its pieces, with and without its end") {
    auto tar = small_archive();
    for (const bool ended : {false, true}) {
        if (ended) tar += OwnedBytes(1024);
        TarReader whole;
        CHECK(told(whole, {tar}) == small_listing);
        CHECK(whole.entries() == 6);
        CHECK(whole.position() == tar.size());
        CHECK(whole.ended() == ended);
        CHECK(whole.damaged_blocks() == 0);
        for_every_split(tar, [](const auto& pieces) {
            TarReader reader;
            if (told(reader, pieces) != small_listing) FAIL(pieces.front().size());
        });
    }
}

TEST_CASE("an archive cut anywhere lists the files whose headers it has") {
    const auto tar = small_archive();
    for (std::size_t length = 0; length <= tar.size(); ++length) {
        TarReader reader;
        const auto listing = told(reader, {Bytes(tar).first(length)});
        if (!std::string_view(small_listing).starts_with(listing)) FAIL(length);
    }
    SUCCEED();
}

TEST_CASE("bytes missing inside of a file cost nothing, others the headers among them") {
    const auto tar = small_archive();
    const Bytes all(tar);
    for (std::size_t from = 0; from < tar.size(); from += 37)
        for (std::size_t count = 1; from + count < tar.size(); count += 211) {
            TarReader reader;
            auto listing = told(reader, {all.first(from)});
            reader.skip(count);
            listing += told(reader, {all.subspan(from + count)});
            CHECK(reader.position() == tar.size());
            if (!listing.ends_with("0 empty 0\n") && from + count <= tar.size() - 512)
                FAIL(from << " " << count);
        }
    TarReader reader;
    CHECK(told(reader, {all.first(520)}) == "0 backup_label 18\n");
    reader.skip(1024 - 520);
    CHECK(told(reader, {all.subspan(1024)}) ==
          std::string_view(small_listing).substr(sizeof("0 backup_label 18\n") - 1));
}

TEST_CASE("blocks that are no header are passed over and counted") {
    OwnedBytes tar(512, 'x');
    tar += tar_entry("a", {});
    auto damaged = tar_entry("b", {});
    damaged[0] = 'c';
    tar += damaged;
    tar += tar_entry("d", {});
    TarReader reader;
    CHECK(told(reader, {tar}) == "0 a 0\n0 d 0\n");
    CHECK(reader.damaged_blocks() == 2);
}

TEST_CASE("a size of 8 GiB and above is binary") {
    auto header = tar_entry("big", {});
    const auto wide = bytes_of_hex("80000000 0000000800000400");  // 2^35 + 1024
    std::copy(wide.begin(), wide.end(), header.begin() + 124);
    unsigned sum = 0;
    for (std::size_t i = 0; i < 512; ++i)
        sum += i >= 148 && i < 156 ? unsigned{' '} : header[i];
    std::snprintf(reinterpret_cast<char*>(header.data()) + 148, 8, "%06o", sum);
    TarReader reader;
    CHECK(told(reader, {header}) == "0 big 34359739392\n");
    reader.skip(34'359'739'392);
    CHECK(told(reader, {tar_entry("next", {})}) == "0 next 0\n");
}

TEST_CASE("random blocks") {
    std::mt19937 random(1);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same bytes every time
    const auto tar = small_archive();
    for (int round = 0; round < 2000; ++round) {
        auto changed = tar;
        for (int i = 0; i < 4; ++i)
            changed[random() % changed.size()] = static_cast<std::uint8_t>(random());
        TarReader reader;
        (void)told(reader, {changed});
        reader.skip(random());
        (void)told(reader, {random_bytes(random, 2000)});
    }
    SUCCEED();
}

TEST_CASE("compressed archives are recognized and measured") {
    const std::vector<std::pair<std::string, Packing>> beginnings{
        {"1f8b0800", Packing::gzip},
        {"28b52ffd", Packing::zstd},
        {"04224d18", Packing::lz4},
        {"62617365", Packing::tar},
    };
    for (const auto& [hex, packing] : beginnings) {
        auto archive = bytes_of_hex(hex);
        archive += OwnedBytes(100, 'x');
        for_every_split(archive, [&, expected = packing](const auto& pieces) {
            ArchiveReader reader;
            (void)told(reader, pieces);
            if (reader.packing() != expected || reader.bytes() != archive.size())
                FAIL(to_string(reader.packing()) << reader.bytes());
        });
    }
    ArchiveReader reader;
    CHECK(told(reader, {bytes_of_hex("1f8b08")}).empty());
    CHECK(reader.packing() == Packing::undecided);
}

TEST_CASE("a plain archive is listed, and without its beginning the rest of it") {
    const auto tar = small_archive();
    for_every_split(tar, [](const auto& pieces) {
        ArchiveReader reader;
        if (told(reader, pieces) != small_listing) FAIL(pieces.front().size());
    });
    ArchiveReader reader;
    (void)told(reader, {Bytes(tar).first(2)});
    reader.skip(1022);
    CHECK(told(reader, {Bytes(tar).subspan(1024)}) ==
          std::string_view(small_listing).substr(sizeof("0 backup_label 18\n") - 1));
    CHECK(reader.bytes() == tar.size());
}
