#include <catch2/catch.hpp>

#include "wire.h"

using namespace pgoscope::dissectors;

TEST_CASE("a type byte means something in its own dialect and direction only") {
    CHECK(dialect_tag(ServerKind::vibesql, Direction::frontend, 0xF0)->name ==
          MessageName::Subscribe);
    CHECK(dialect_tag(ServerKind::vibesql, Direction::backend, 0xF0) == nullptr);
    CHECK(dialect_tag(ServerKind::postgresql, Direction::frontend, 0xF0) == nullptr);
    CHECK(dialect_tag(ServerKind::unknown, Direction::backend, 'z') == nullptr);
    CHECK(dialect_tag(ServerKind::odyssey, Direction::backend, 'z')->name ==
          MessageName::CompressionAck);
    CHECK(dialect_tag(ServerKind::yugabytedb, Direction::backend, 'O')->name ==
          MessageName::OidDetails);
    CHECK(dialect_tag(ServerKind::greenplum, Direction::frontend, 'M')->name ==
          MessageName::MPPDispatch);
    CHECK(dialect_tag(ServerKind::greenplum, Direction::backend, 'M') == nullptr);
}

TEST_CASE("dialects give meaning to what protocol 3.0 does not know, but for three of Redshift's") {
    int shared = 0;
    for (int kind = 0; kind <= static_cast<int>(ServerKind::hyper); ++kind) {
        for (const auto direction : {Direction::frontend, Direction::backend}) {
            for (int tag = 0; tag < 256; ++tag) {
                const auto byte = static_cast<std::uint8_t>(tag);
                const auto* info =
                    dialect_tag(ServerKind{static_cast<std::uint8_t>(kind)}, direction, byte);
                if (info == nullptr || v3::tag_info(direction, byte).name == MessageName::Unknown)
                    continue;
                CHECK(ServerKind{static_cast<std::uint8_t>(kind)} == ServerKind::redshift);
                ++shared;
            }
        }
    }
    CHECK(shared == 3);
}

TEST_CASE("few type bytes give their system away") {
    CHECK(kind_of_tag(Direction::frontend, 'M') == ServerKind::greenplum);
    CHECK(kind_of_tag(Direction::frontend, 'T') == ServerKind::greenplum);
    CHECK(kind_of_tag(Direction::backend, 'T') == ServerKind::redshift);
    CHECK(kind_of_tag(Direction::backend, 'M') == ServerKind::unknown);
    CHECK(kind_of_tag(Direction::backend, 0xF0) == ServerKind::vibesql);
    CHECK(kind_of_tag(Direction::backend, 0xF7) == ServerKind::vibesql);
    CHECK(kind_of_tag(Direction::backend, 0xF8) == ServerKind::unknown);
    CHECK(kind_of_tag(Direction::backend, 'z') == ServerKind::unknown);
}

TEST_CASE("a byte without meaning is told as unknown") {
    const Wire wire = Wire().u32(1);
    const Told<v3::Unknown> told(ServerKind::odyssey, Direction::backend, 'y', wire);
    CHECK(told.malformation() == v3::Malformation::unknown_type);
    CHECK(told->data.size() == 4);
}
