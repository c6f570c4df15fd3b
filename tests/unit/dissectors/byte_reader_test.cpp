#include "dissectors/byte_reader.h"

#include <array>

#include <catch2/catch.hpp>

using pgoscope::ByteReader;

TEST_CASE("integers are read in network byte order") {
    const std::array<std::uint8_t, 8> bytes{0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08};
    CHECK(ByteReader(bytes).u8() == 0x01);
    CHECK(ByteReader(bytes).u16() == 0x0102);
    CHECK(ByteReader(bytes).u32() == 0x01020304);
    CHECK(ByteReader(bytes).u64() == 0x0102030405060708);
    CHECK(ByteReader(bytes).little_endian<std::uint32_t>() == 0x04030201);
}

TEST_CASE("a read past the end fails and stays failed") {
    const std::array<std::uint8_t, 5> bytes{1, 2, 3, 4, 5};
    ByteReader reader(bytes);
    CHECK(reader.u32() == 0x01020304);
    CHECK(reader.u16() == 0);
    CHECK_FALSE(reader.ok());
    CHECK(reader.u8() == 0);
    CHECK(reader.rest().empty());
    CHECK(reader.offset() == 4);
}

TEST_CASE("a count larger than any memory does not wrap around") {
    const std::array<std::uint8_t, 5> bytes{1, 2, 3, 4, 5};
    ByteReader reader(bytes);
    reader.skip(1);
    CHECK(reader.bytes(~std::uint64_t{0}).empty());
    CHECK_FALSE(reader.ok());
}

TEST_CASE("a string needs its NUL") {
    const std::array<std::uint8_t, 5> bytes{'a', 'b', 0, 'c', 'd'};
    ByteReader reader(bytes);
    CHECK(reader.c_string() == "ab");
    CHECK(reader.ok());
    CHECK(reader.c_string().empty());
    CHECK_FALSE(reader.ok());
    CHECK_FALSE(reader.finished());
}
