#include <catch2/catch.hpp>

#include "dissectors/redshift/values.h"
#include "wire.h"

using namespace pgoscope::dissectors;

namespace {

constexpr auto kind = ServerKind::redshift;

/// numeric(precision, scale) as RowDescription says it.
constexpr std::int32_t modifier(int precision, int scale) {
    return (precision * 65536 + scale) + 4;
}

std::string numeric(const Wire& wire, std::int32_t type_modifier) {
    std::string text;
    const auto told = redshift::append_text(1700, type_modifier, wire.bytes(), text);
    return told.form == ValueText::Form::text ? text : "malformed";
}

}  // namespace

TEST_CASE("a digest is asked for and answered; only lengths are kept") {
    const Wire asked = Wire().u32(13).u32(0).value("12345678").value("0123456789abcdef");
    const Told<redshift::Authentication> request(kind, Direction::backend, 'R', asked);
    REQUIRE(request.well_formed());
    CHECK(request.name() == MessageName::AuthenticationDigest);
    CHECK(request->algorithm == 0);
    CHECK(request->salt_length == 8);
    CHECK(request->server_nonce_length == 16);

    const Wire answered = Wire().value(std::string(32, 'd')).value("nonce");
    const Told<redshift::DigestResponse> answer(kind, Direction::frontend, 'd', answered);
    REQUIRE(answer.well_formed());
    CHECK(answer->digest_length == 32);
    CHECK(answer->client_nonce_length == 5);
}

TEST_CASE("an identity provider's token is asked for and answered") {
    const Told<redshift::Authentication> request(kind, Direction::backend, 'R', Wire().u32(14));
    REQUIRE(request.well_formed());
    CHECK(request.name() == MessageName::AuthenticationIdP);
    const Wire token = Wire().raw("eyJhbGciOi");
    const Told<redshift::IdpResponse> answer(kind, Direction::frontend, 'i', token);
    REQUIRE(answer.well_formed());
    CHECK(answer->token_length == 10);
}

TEST_CASE("columns of version 1 say where they come from") {
    Wire wire;
    wire.u16(2);
    wire.text("id").u32(100).u16(1).u32(23).u16(4).u32(0xffffffff).u16(0);
    wire.text("public").text("sales").text("id").text("dev").u16(0x1011);
    wire.text("c").u32(0).u16(0).u32(4000).u16(0xffff).u32(0xffffffff).u16(0);
    wire.text("").text("").text("").text("").u16(0x0100);
    const Told<redshift::RowDescription> told(kind, Direction::backend, 'T', wire);
    REQUIRE(told.well_formed());
    auto column = told->columns.begin();
    CHECK(column->base.name == "id");
    CHECK(column->schema == "public");
    CHECK(column->table == "sales");
    CHECK(column->column == "id");
    CHECK(column->catalog == "dev");
    CHECK(column->nullable());
    CHECK(column->autoincrement());
    CHECK(column->searchable());
    CHECK_FALSE(column->read_only());
    ++column;
    CHECK(column->base.type_oid == 4000);
    CHECK(column->read_only());
    CHECK_FALSE(column->nullable());
}

TEST_CASE("a RowDescription of version 0 does not read as one of version 1") {
    Wire wire;
    wire.u16(1).text("id").u32(100).u16(1).u32(23).u16(4).u32(0xffffffff).u16(0);
    const Told<redshift::RowDescription> told(kind, Direction::backend, 'T', wire);
    CHECK_FALSE(told.well_formed());
}

TEST_CASE("numeric of version 2 is a scaled integer") {
    CHECK(numeric(Wire().u64(12345), modifier(10, 2)) == "123.45");
    CHECK(numeric(Wire().u64(5), modifier(10, 2)) == "0.05");
    CHECK(numeric(Wire().u64(0), modifier(10, 2)) == "0.00");
    CHECK(numeric(Wire().u64(42), modifier(10, 0)) == "42");
    CHECK(numeric(Wire().u64(0), modifier(10, 0)) == "0");
    CHECK(numeric(Wire().u64(42), -1) == "42");
    CHECK(numeric(Wire().u64(0xffffffffffffffff), modifier(10, 2)) == "-0.01");
    CHECK(numeric(Wire().u64(0x8000000000000000), modifier(18, 0)) == "-9223372036854775808");
    CHECK(numeric(Wire().u64(0).u64(12345), modifier(38, 4)) == "1.2345");
    CHECK(numeric(Wire().u64(0xffffffffffffffff).u64(0xffffffffffffffff), modifier(38, 37)) ==
          "-0.0000000000000000000000000000000000001");
    CHECK(numeric(Wire().u64(0x7fffffffffffffff).u64(0xffffffffffffffff), modifier(38, 38)) ==
          "1.70141183460469231731687303715884105727");
    CHECK(numeric(Wire().u64(0x8000000000000000).u64(0), modifier(38, 0)) ==
          "-170141183460469231731687303715884105728");
}

TEST_CASE("a numeric of another size, or with a scale beyond any number, is malformed") {
    CHECK(numeric(Wire(), modifier(10, 2)) == "malformed");
    CHECK(numeric(Wire().u32(1), modifier(10, 2)) == "malformed");
    CHECK(numeric(Wire().u64(1).u32(1), modifier(10, 2)) == "malformed");
    CHECK(numeric(Wire().u64(1), modifier(10, 40)) == "malformed");
    CHECK(numeric(Wire().u64(1), 0x7fffffff) == "malformed");
}

TEST_CASE("the limit on text holds for numeric too") {
    std::string text;
    const Wire wire = Wire().u64(1234567890);
    const auto told = redshift::append_text(1700, -1, wire.bytes(), text, {.max_length = 6});
    CHECK(told.truncated);
    CHECK(text == "123...");
}

TEST_CASE("other types are PostgreSQL's, and Redshift's own have names") {
    std::string text;
    CHECK(redshift::append_text(23, -1, Wire().u32(7).bytes(), text).form == ValueText::Form::text);
    CHECK(text == "7");
    CHECK(redshift::append_text(6551, -1, Wire().u8(0xab).bytes(), text).form ==
          ValueText::Form::raw);
    CHECK(redshift::type_name(4000) == "super");
    CHECK(redshift::type_name(6551) == "varbyte");
    CHECK(redshift::type_name(3000) == "geometry");
    CHECK(redshift::type_name(23).empty());
}
