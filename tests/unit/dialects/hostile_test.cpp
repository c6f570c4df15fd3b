// Whatever bytes a message has, it is taken apart without reading beyond them.

#include <array>
#include <random>
#include <vector>

#include <catch2/catch.hpp>

#include "wire.h"

using namespace pgoscope::dissectors;
using pgoscope::Bytes;
using v3::Malformation;

namespace {

struct Sample {
    ServerKind kind;
    Direction direction;
    int tag;
    Wire wire;
    /// What is left when the end is cut off may be a whole message.
    bool open_ended = false;
};

std::vector<Sample> samples() {
    constexpr auto frontend = Direction::frontend;
    constexpr auto backend = Direction::backend;
    std::vector<Sample> all;
    const auto add = [&](ServerKind kind, Direction direction, int tag, const Wire& wire,
                         bool open_ended = false) {
        all.push_back({kind, direction, tag, wire, open_ended});
    };
    const Wire id = Wire().u64(1).u64(2);
    using enum ServerKind;
    add(vibesql, frontend, 0xF0,
        Wire().text("select $1").u16(2).value("x").null().u16(1).raw("f").u8(1).u8(1), true);
    add(vibesql, frontend, 0xF1, id);
    add(vibesql, frontend, 0xF5, id);
    add(vibesql, frontend, 0xF6, id);
    add(vibesql, backend, 0xF2, Wire(id).u8(1).u32(2).u16(1).value("abc").u16(2).value("d").null());
    add(vibesql, backend, 0xF3, Wire(id).text("Query error: no"));
    add(vibesql, backend, 0xF4, Wire(id).u16(3));
    add(vibesql, backend, 0xF7,
        Wire(id).u8(4).u32(2).u16(9).u8(0x81).u8(1).value("a").value("h").value("i").u16(1).u8(0));
    add(redshift, backend, 'R', Wire().u32(13).u32(0).value("salt").value("nonce"));
    add(redshift, backend, 'R', Wire().u32(14));
    add(redshift, frontend, 'd', Wire().value("digest").value("nonce"));
    add(redshift, frontend, 'i', Wire().raw("token"), true);
    add(redshift, backend, 'T',
        Wire()
            .u16(1)
            .text("n")
            .u32(1)
            .u16(2)
            .u32(23)
            .u16(4)
            .u32(0)
            .u16(1)
            .text("s")
            .text("t")
            .text("c")
            .text("d")
            .u16(1));
    add(greenplum, frontend, 'M',
        Wire()
            .u32(1)
            .u32(10)
            .u8(1)
            .u32(10)
            .u8(0)
            .u32(10)
            .u32(0)
            .u64(5)
            .u32(9)
            .u32(0)
            .u32(2)
            .u32(0)
            .u32(1)
            .u32(3)
            .raw("dtx")
            .u32(0)
            .u32(2)
            .u32(6)
            .text("select 1")
            .raw("pl")
            .raw("d")
            .text("h")
            .u32(2)
            .u32(7)
            .u32(8));
    add(greenplum, frontend, 'T', Wire().u32(1).value("Prepare").value("gid").value("ctx"));
    add(greenplum, backend, 'j', Wire().u32(3));
    add(greenplum, backend, 'o', Wire().u32(1).u32(2).u64(3));
    add(greenplum, backend, 'Y', Wire().raw("stat"), true);
    add(greenplum, backend, 'y', Wire().text("ok").value("abc"));
    add(greenplum, backend, 'k', Wire().u64(9));
    add(greenplum, backend, 'x', Wire().u8(1));
    add(yugabytedb, frontend, 's', Wire().u32(9));
    add(yugabytedb, frontend, 'A', Wire(), true);
    add(yugabytedb, backend, 'F', Wire().raw("x"), true);
    add(yugabytedb, backend, 'O', Wire().raw("x"), true);
    add(odyssey, backend, 'z', Wire().u8(1));
    return all;
}

DialectDissection dissect(const Sample& sample, Bytes bytes, bool complete) {
    return dissect_dialect(sample.kind, sample.direction, static_cast<std::uint8_t>(sample.tag),
                           {bytes, complete});
}

/// Touches every byte of every list, which a sanitizer would notice.
std::size_t walk(const DialectMessage& message) {
    std::size_t bytes = 0;
    if (const auto* data = std::get_if<vibesql::SubscriptionData>(&message))
        for (const auto& row : data->rows)
            for (const auto& value : row.columns)
                bytes += value.bytes.size();
    if (const auto* data = std::get_if<vibesql::SubscriptionPartialData>(&message))
        for (const auto& row : data->rows)
            for (const auto& value : row.values)
                bytes += value.bytes.size();
    if (const auto* description = std::get_if<redshift::RowDescription>(&message))
        for (const auto& column : description->columns)
            bytes += column.base.name.size() + column.catalog.size();
    if (const auto* dispatch = std::get_if<greenplum::Dispatch>(&message))
        for (const auto& slice : dispatch->slices)
            bytes += slice.gang != 0 ? 1 : 0;
    return bytes;
}

}  // namespace

TEST_CASE("every sample is well formed, plausible and known by its tag") {
    for (const auto& sample : samples()) {
        CAPTURE(sample.tag);
        const auto dissection = dissect(sample, sample.wire.bytes(), true);
        CHECK(dissection.malformation == Malformation::none);
        const auto* tag =
            dialect_tag(sample.kind, sample.direction, static_cast<std::uint8_t>(sample.tag));
        REQUIRE(tag != nullptr);
        CHECK(sample.wire.length() >= tag->shortest);
        CHECK(sample.wire.length() <= tag->longest);
        CHECK_FALSE(to_string(dissection.name).empty());
    }
}

TEST_CASE("a message cut anywhere is malformed, and not when its end was not kept") {
    for (const auto& sample : samples()) {
        CAPTURE(sample.tag);
        for (std::size_t kept = 0; kept < sample.wire.bytes().size(); ++kept) {
            const auto bytes = sample.wire.bytes().first(kept);
            const auto cut = dissect(sample, bytes, true);
            if (!sample.open_ended) CHECK(cut.malformation == Malformation::field_overrun);
            CHECK(cut.offset <= kept);
            CHECK(walk(cut.message) <= kept);
            const auto unfinished = dissect(sample, bytes, false);
            if (!sample.open_ended) CHECK(unfinished.malformation == Malformation::none);
            CHECK(walk(unfinished.message) <= kept);
        }
    }
}

TEST_CASE("bytes after the last field are noticed") {
    for (const auto& sample : samples()) {
        // These take whatever follows, or have optional fields at their end.
        if (sample.open_ended || sample.tag == 'j') continue;
        CAPTURE(sample.tag);
        const auto dissection = dissect(sample, Wire(sample.wire).u8(0).bytes(), true);
        CHECK(dissection.malformation == Malformation::trailing_bytes);
    }
}

TEST_CASE("counts that no message could hold are refused before anything is read") {
    const Wire id = Wire().u64(1).u64(2);
    const std::array hostile{
        Sample{ServerKind::vibesql, Direction::backend, 0xF2, Wire(id).u8(0).u32(0xffffffff)},
        Sample{ServerKind::vibesql, Direction::backend, 0xF7,
               Wire(id).u8(4).u32(0x7fffffff).u16(0xffff)},
        Sample{ServerKind::vibesql, Direction::frontend, 0xF0, Wire().text("q").u16(0xffff)},
        Sample{ServerKind::greenplum, Direction::backend, 'o', Wire().u32(0xffffffff).u64(1)},
        Sample{ServerKind::greenplum, Direction::backend, 'y', Wire().text("").u32(0xffffffff)},
        Sample{ServerKind::redshift, Direction::frontend, 'd', Wire().u32(0xffffffff).u32(0)},
        Sample{ServerKind::redshift, Direction::backend, 'T', Wire().u16(0xffff)},
    };
    for (const auto& sample : hostile) {
        CAPTURE(sample.tag);
        CHECK(dissect(sample, sample.wire.bytes(), true).malformation ==
              Malformation::field_overrun);
    }
}

TEST_CASE("random bytes do no harm") {
    std::mt19937 random(7);
    std::uniform_int_distribution<std::size_t> length(0, 80);
    std::uniform_int_distribution<int> byte(0, 255);
    std::uniform_int_distribution<int> small(0, 3);
    for (const auto& sample : samples()) {
        for (int round = 0; round < 300; ++round) {
            Wire wire;
            // Zeros and small numbers make counts that fit, so that lists are entered.
            for (auto left = length(random); left > 0; --left)
                wire.u8(static_cast<unsigned>(round % 2 == 0 ? byte(random) : small(random)));
            const auto dissection = dissect(sample, wire.bytes(), round % 3 != 0);
            CHECK(walk(dissection.message) <= wire.bytes().size());
        }
    }
}
