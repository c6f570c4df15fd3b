#include <catch2/catch.hpp>

#include "wire.h"

using namespace pgoscope::dissectors;
using v3::Malformation;

namespace {

constexpr auto kind = ServerKind::vibesql;
constexpr auto frontend = Direction::frontend;
constexpr auto backend = Direction::backend;

/// 550e8400-e29b-41d4-a716-446655440000, of the examples in PROTOCOL.md.
Wire with_id() {
    Wire wire;
    wire.u64(0x550e8400e29b41d4).u64(0xa716446655440000);
    return wire;
}

std::string text_of(const vibesql::SubscriptionId& id) {
    const auto text = id.text();
    return {text.begin(), text.end()};
}

std::string columns_of(const vibesql::Row& row) {
    std::string text;
    for (const auto& value : row.columns)
        text += vibesql::is_null(value) ? "- " : std::string(pgoscope::as_text(value.bytes)) + ' ';
    return text;
}

}  // namespace

TEST_CASE("Subscribe without parameters, as documented") {
    Wire wire;
    wire.text("SELECT * FROM users").u16(0);
    const Told<vibesql::Subscribe> told(kind, frontend, 0xF0, wire);
    CHECK(told.well_formed());
    CHECK(told.name() == MessageName::Subscribe);
    CHECK(told->query == "SELECT * FROM users");
    CHECK(told->parameters.count() == 0);
    CHECK_FALSE(told->filter);
    CHECK_FALSE(told->selective_updates);
}

TEST_CASE("Subscribe with a parameter: its length is 46, not the 44 that the document says") {
    Wire wire;
    wire.text("SELECT * FROM users WHERE id = $1").u16(1).value("42");
    CHECK(wire.length() == 46);
    const Told<vibesql::Subscribe> told(kind, frontend, 0xF0, wire);
    REQUIRE(told.well_formed());
    REQUIRE(told->parameters.count() == 1);
    CHECK(pgoscope::as_text(told->parameters.begin()->bytes) == "42");
}

TEST_CASE("Subscribe with a filter and selective updates") {
    Wire wire;
    wire.text("SELECT 1").u16(1).null().u16(5).raw("a > 1").u8(7).u8(1).u16(2);
    wire.u64(0x3fe0000000000000);
    const Told<vibesql::Subscribe> told(kind, frontend, 0xF0, wire);
    REQUIRE(told.well_formed());
    CHECK(told->parameters.begin()->null);
    CHECK(told->filter == "a > 1");
    REQUIRE(told->selective_updates);
    CHECK(told->selective_updates->enabled == true);
    CHECK(told->selective_updates->min_changed_columns == 2);
    CHECK(told->selective_updates->max_changed_columns_ratio == 0.5);
}

TEST_CASE("of selective updates only what its flags announce is read") {
    Wire wire;
    wire.text("SELECT 1").u16(0).u16(0).u8(2).u16(3);
    const Told<vibesql::Subscribe> told(kind, frontend, 0xF0, wire);
    REQUIRE(told.well_formed());
    CHECK(told->filter == "");
    REQUIRE(told->selective_updates);
    CHECK_FALSE(told->selective_updates->enabled);
    CHECK(told->selective_updates->min_changed_columns == 3);
    CHECK_FALSE(told->selective_updates->max_changed_columns_ratio);
}

TEST_CASE("a flag that nobody knows makes a Subscribe invalid") {
    Wire wire;
    wire.text("SELECT 1").u16(0).u16(0).u8(8);
    const Told<vibesql::Subscribe> told(kind, frontend, 0xF0, wire);
    CHECK(told.malformation() == Malformation::invalid_value);
}

TEST_CASE("what only names a subscription") {
    const auto wire = with_id();
    CHECK(wire.length() == 20);
    CHECK(text_of(Told<vibesql::Unsubscribe>(kind, frontend, 0xF1, wire)->id) ==
          "550e8400-e29b-41d4-a716-446655440000");
    CHECK(text_of(Told<vibesql::SubscriptionPause>(kind, frontend, 0xF5, wire)->id) ==
          "550e8400-e29b-41d4-a716-446655440000");
    CHECK(text_of(Told<vibesql::SubscriptionResume>(kind, frontend, 0xF6, wire)->id) ==
          "550e8400-e29b-41d4-a716-446655440000");
}

TEST_CASE("SubscriptionData as documented: its length is 41, not 38") {
    auto wire = with_id();
    wire.u8(0).u32(1).u16(2).value("1").value("Alice");
    // Type byte and length word of the example are not part of the body.
    CHECK(wire.length() == 41);
    const Told<vibesql::SubscriptionData> told(kind, backend, 0xF2, wire);
    REQUIRE(told.well_formed());
    CHECK(told->update_type == vibesql::UpdateType::full);
    REQUIRE(told->rows.count() == 1);
    CHECK(columns_of(*told->rows.begin()) == "1 Alice ");
}

TEST_CASE("rows are walked one by one, with NULL as the server writes it") {
    auto wire = with_id();
    wire.u8(3).u32(3).u16(2).value("1").value("NULL").u16(0).u16(1).null();
    const Told<vibesql::SubscriptionData> told(kind, backend, 0xF2, wire);
    REQUIRE(told.well_formed());
    CHECK(to_string(told->update_type) == "DeltaDelete");
    std::string text;
    for (const auto& row : told->rows)
        text += columns_of(row) + '/';
    CHECK(text == "1 - //- /");
}

TEST_CASE("SubscriptionError as documented: its length is 32, not 33") {
    Wire wire;
    wire.u64(0).u64(0).text("Parse error");
    CHECK(wire.length() == 32);
    const Told<vibesql::SubscriptionError> told(kind, backend, 0xF3, wire);
    REQUIRE(told.well_formed());
    CHECK(told->id == vibesql::SubscriptionId{});
    CHECK(told->message == "Parse error");
}

TEST_CASE("SubscriptionAck") {
    auto wire = with_id();
    wire.u16(2);
    CHECK(wire.length() == 22);
    const Told<vibesql::SubscriptionAck> told(kind, backend, 0xF4, wire);
    REQUIRE(told.well_formed());
    CHECK(told->table_count == 2);
}

TEST_CASE("the bitmap of a partial row begins at the lowest bit") {
    auto wire = with_id();
    wire.u8(4).u32(2);
    wire.u16(10).u8(0x05).u8(0x02).value("a").value("c").value("j");
    wire.u16(3).u8(0x00);
    const Told<vibesql::SubscriptionPartialData> told(kind, backend, 0xF7, wire);
    REQUIRE(told.well_formed());
    const auto first = *told->rows.begin();
    std::string sent;
    for (std::size_t column = 0; column < 20; ++column)
        if (first.has(column)) sent += static_cast<char>('0' + column);
    CHECK(sent == "029");
    CHECK(first.values.count() == 3);
    CHECK(pgoscope::as_text(first.values.begin()->bytes) == "a");
    auto second = told->rows.begin();
    ++second;
    CHECK(second->values.count() == 0);
}

TEST_CASE("padding bits of a bitmap announce no value") {
    auto wire = with_id();
    wire.u8(4).u32(1).u16(3).u8(0xf9).value("a");
    const Told<vibesql::SubscriptionPartialData> told(kind, backend, 0xF7, wire);
    REQUIRE(told.well_formed());
    CHECK(told->rows.begin()->values.count() == 1);
    CHECK_FALSE(told->rows.begin()->has(3));
}

TEST_CASE("an update type that does not exist, or not in this message, is invalid") {
    auto unknown = with_id();
    unknown.u8(5).u32(0);
    CHECK(Told<vibesql::SubscriptionData>(kind, backend, 0xF2, unknown).malformation() ==
          Malformation::invalid_value);
    auto whole = with_id();
    whole.u8(0).u32(0);
    CHECK(Told<vibesql::SubscriptionPartialData>(kind, backend, 0xF7, whole).malformation() ==
          Malformation::invalid_value);
}
