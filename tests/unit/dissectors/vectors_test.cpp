#include "tests/support/vectors.h"

#include <array>
#include <map>
#include <random>

#include <catch2/catch.hpp>

#include "dissectors/v3/dissect.h"

/// Every byte that live servers and clients sent, and every way to lose the end of it.

using namespace pgoscope::dissectors;
using pgoscope::as_text;

namespace {

struct Section {
    const char* file;
    const char* name;
};
constexpr auto* pg15 = "pg15-protocol-3.0.txt";
constexpr auto* pg18 = "pg18-protocol-3.2.txt";

constexpr std::array sections{
    Section{pg15, "startup + simple query"},
    Section{pg15, "extended query pipeline"},
    Section{pg15, "copy"},
    Section{pg15, "logical replication"},
    Section{pg15, "writer"},
    Section{pg15, "back to logical replication connection"},
    Section{pg15, "physical replication commands"},
    Section{pg18, "protocol 3.2 startup"},
    Section{pg18, "back on the 3.2 connection"},
    Section{pg18, "protocol 3.9999 + _pq_.test_protocol_negotiation (PG19 libpq grease)"},
    Section{pg18, "protocol 3.1"},
    Section{pg18, "protocol 3.0 with _pq_ option"},
    Section{pg18, "cleartext password"},
    Section{pg18, "md5"},
    Section{pg18, "md5 wrong password"},
    Section{pg18, "SCRAM-SHA-256"},
    Section{pg18, "SCRAM-SHA-256 wrong password"},
    Section{pg18, "walsender physical: identify, timeline, base backup"},
};

v3::Dissection dissect(const VectorMessage& message, v3::Body body,
                       v3::PasswordFamily family = v3::PasswordFamily::unknown) {
    return message.direction == Direction::frontend
               ? v3::dissect_frontend(message.tag, body, family)
               : v3::dissect_backend(message.tag, body);
}

/// Walks every list, so that a length that reaches out of the body shows under a sanitizer.
std::size_t drain(const v3::Message& message) {
    std::size_t bytes = 0;
    const auto values = [&](const List<v3::Value>& list) {
        for (const auto& value : list)
            bytes += value.bytes.size();
    };
    if (const auto* row = std::get_if<v3::DataRow>(&message)) values(row->columns);
    if (const auto* bind = std::get_if<v3::Bind>(&message)) values(bind->parameters);
    if (const auto* call = std::get_if<v3::FunctionCall>(&message)) values(call->arguments);
    if (const auto* rows = std::get_if<v3::RowDescription>(&message))
        for (const auto& column : rows->columns)
            bytes += column.name.size();
    if (const auto* error = std::get_if<v3::ErrorFields>(&message))
        for (const auto& field : error->fields)
            bytes += field.value.size();
    if (const auto* parse = std::get_if<v3::Parse>(&message))
        for (const auto& type : parse->parameter_types)
            bytes += type.oid;
    return bytes;
}

/// The messages of one name in a section.
template <class View>
std::vector<View> all(const std::vector<VectorMessage>& messages, MessageName name) {
    std::vector<View> found;
    for (const auto& message : messages) {
        const auto dissection = dissect(message, {message.body, true});
        if (dissection.name == name) found.push_back(std::get<View>(dissection.message));
    }
    return found;
}

}  // namespace

TEST_CASE("every message of a live server and its client is well-formed") {
    std::map<MessageName, std::size_t> seen;
    for (const auto& section : sections) {
        for (const auto& message : vector_messages(section.file, section.name)) {
            const auto dissection = dissect(message, {message.body, true});
            CAPTURE(section.name, message.tag, to_string(dissection.name));
            CHECK(dissection.malformation == v3::Malformation::none);
            CHECK(dissection.name != MessageName::Unknown);
            (void)drain(dissection.message);
            ++seen[dissection.name];
        }
    }
    CHECK(seen.size() == 40);
    CHECK(seen[MessageName::ReadyForQuery] > 40);
}

TEST_CASE("a message cut anywhere is malformed or fine, never read beyond its end") {
    for (const auto& section : sections) {
        for (const auto& message : vector_messages(section.file, section.name)) {
            for (std::size_t length = 0; length < message.body.size(); ++length) {
                // A copy of its own, so that a sanitizer sees its end.
                const OwnedBytes cut(message.body.begin(),
                                     message.body.begin() + static_cast<std::ptrdiff_t>(length));
                const auto whole = dissect(message, {cut, true});
                (void)drain(whole.message);
                CHECK(whole.malformation != v3::Malformation::unknown_type);
                CHECK(whole.offset <= length);
                const auto kept = dissect(message, {cut, false});
                (void)drain(kept.message);
                CAPTURE(section.name, message.tag, length);
                CHECK(kept.malformation == v3::Malformation::none);
            }
        }
    }
}

TEST_CASE("messages cut short of a fixed field say so") {
    for (const auto& message : vector_messages(pg15, "extended query pipeline")) {
        if (message.tag == 'V' || message.tag == 'd' || message.body.empty()) continue;
        if (message.direction == Direction::backend && message.tag == 'K') continue;
        const auto cut = pgoscope::Bytes(message.body).first(message.body.size() - 1);
        CAPTURE(message.tag);
        CHECK(dissect(message, {cut, true}).malformation == v3::Malformation::field_overrun);
    }
}

TEST_CASE("a byte too many is malformed where a message has a last field") {
    for (const auto& message : vector_messages(pg15, "extended query pipeline")) {
        if (message.direction == Direction::backend && message.tag == 'K') continue;
        auto longer = message.body;
        longer.push_back(0);
        CAPTURE(message.tag);
        CHECK(dissect(message, {longer, true}).malformation == v3::Malformation::trailing_bytes);
    }
}

TEST_CASE("random bodies never crash a decoder") {
    std::mt19937 random(7);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same bytes every time
    for (int round = 0; round < 200; ++round) {
        for (int tag = 0; tag < 256; ++tag) {
            const auto body = random_bytes(random, 60);
            for (const auto direction : {Direction::frontend, Direction::backend}) {
                const VectorMessage message{direction, static_cast<char>(tag), {}};
                (void)drain(dissect(message, {body, true}).message);
                (void)drain(dissect(message, {body, false}).message);
            }
        }
        const auto packet = random_bytes(random, 60);
        (void)v3::dissect_startup({packet, true});
        (void)v3::dissect_startup({packet, false});
    }
}

TEST_CASE("a simple query of PostgreSQL 15, field by field") {
    const auto messages = vector_messages(pg15, "startup + simple query");
    const auto statuses = all<v3::ParameterStatus>(messages, MessageName::ParameterStatus);
    REQUIRE(statuses.size() == 13);
    CHECK(statuses[0].name == "application_name");
    CHECK(statuses[0].value == "vec");
    CHECK(statuses[9].value == "15.20 (Debian 15.20-0+deb12u1)");

    const auto keys = all<v3::BackendKeyData>(messages, MessageName::BackendKeyData);
    REQUIRE(keys.size() == 1);
    CHECK(keys[0].process_id == 0x49ec);
    CHECK(keys[0].secret_key.size() == 4);

    const auto queries = all<v3::Query>(messages, MessageName::Query);
    CHECK(queries[0].query == "create table t(a int primary key, b text, c numeric)");
    CHECK(queries[2].query.empty());

    const auto shapes = all<v3::RowDescription>(messages, MessageName::RowDescription);
    REQUIRE(shapes.size() == 1);
    REQUIRE(shapes[0].columns.count() == 3);
    auto column = shapes[0].columns.begin();
    CHECK(column->name == "a");
    CHECK(column->table_oid == 0x4000);
    CHECK(column->attribute == 1);
    CHECK(column->type_oid == 23);
    CHECK(column->type_size == 4);
    CHECK(column->type_modifier == -1);
    CHECK(column->format == 0);
    CHECK((++column)->name == "b");
    CHECK(column->type_size == -1);
    CHECK((++column)->type_oid == 1700);

    const auto rows = all<v3::DataRow>(messages, MessageName::DataRow);
    REQUIRE(rows.size() == 2);
    auto value = rows[0].columns.begin();
    CHECK(as_text(value->bytes) == "1");
    CHECK(as_text((++value)->bytes) == "x");
    CHECK(as_text((++value)->bytes) == "1.5");
    CHECK(++value == std::default_sentinel);
    value = rows[1].columns.begin();
    CHECK_FALSE(value->null);
    CHECK((++value)->null);
    CHECK((++value)->null);

    const auto errors = all<v3::ErrorFields>(messages, MessageName::ErrorResponse);
    REQUIRE(errors.size() == 2);
    CHECK(errors[0].find('C') == "22012");
    CHECK(errors[0].find('M') == "division by zero");
    CHECK(errors[0].find('R') == "int4div");
    CHECK_FALSE(errors[0].find('P'));
    CHECK(errors[1].find('P') == "1");
    const auto notices = all<v3::ErrorFields>(messages, MessageName::NoticeResponse);
    REQUIRE(notices.size() == 1);
    CHECK(notices[0].find('S') == "NOTICE");
    CHECK(notices[0].find('W') == "PL/pgSQL function inline_code_block line 1 at RAISE");

    const auto notified =
        all<v3::NotificationResponse>(messages, MessageName::NotificationResponse);
    REQUIRE(notified.size() == 1);
    CHECK(notified[0].process_id == 0x49ec);
    CHECK(notified[0].channel == "ch");
    CHECK(notified[0].payload == "payload");

    std::string states;
    for (const auto& ready : all<v3::ReadyForQuery>(messages, MessageName::ReadyForQuery))
        states += ready.status;
    CHECK(states == "IIIIITEIII");
}

TEST_CASE("an extended pipeline of PostgreSQL 15, field by field") {
    const auto messages = vector_messages(pg15, "extended query pipeline");
    const auto parses = all<v3::Parse>(messages, MessageName::Parse);
    REQUIRE(parses.size() == 4);
    CHECK(parses[0].statement == "s1");
    CHECK(parses[0].query == "select $1::int4+1 as n, $2 as t");
    CHECK(parses[0].parameter_types.count() == 2);
    CHECK(parses[0].parameter_types.begin()->oid == 0);

    const auto binds = all<v3::Bind>(messages, MessageName::Bind);
    REQUIRE(binds.size() == 3);
    CHECK(binds[0].portal.empty());
    CHECK(binds[0].statement == "s1");
    CHECK(binds[0].parameter_formats.count() == 1);
    CHECK(binds[0].parameter_formats.format_of(0) == 1);
    CHECK(binds[0].parameter_formats.format_of(1) == 1);
    CHECK(binds[0].result_formats.count() == 1);
    CHECK(binds[0].result_formats.format_of(7) == 1);
    auto parameter = binds[0].parameters.begin();
    CHECK(as_text(parameter->bytes) == std::string("\0\0\0\x29", 4));
    CHECK(as_text((++parameter)->bytes) == "abc");
    CHECK(binds[1].portal == "p");

    const auto described = all<v3::Describe>(messages, MessageName::Describe);
    REQUIRE(described.size() == 2);
    CHECK(described[0].kind == 'S');
    CHECK(described[0].name == "s1");
    CHECK(described[1].kind == 'P');
    const auto executes = all<v3::Execute>(messages, MessageName::Execute);
    REQUIRE(executes.size() == 4);
    CHECK(executes[0].max_rows == 0);
    CHECK(executes[1].portal == "p");
    CHECK(executes[1].max_rows == 2);
    CHECK(all<v3::Close>(messages, MessageName::Close)[0].name == "s1");
    CHECK(all<v3::PortalSuspended>(messages, MessageName::PortalSuspended).size() == 1);

    const auto types = all<v3::ParameterDescription>(messages, MessageName::ParameterDescription);
    REQUIRE(types.size() == 1);
    CHECK(types[0].parameter_types.begin()->oid == 23);
    const auto calls = all<v3::FunctionCall>(messages, MessageName::FunctionCall);
    REQUIRE(calls.size() == 1);
    CHECK(calls[0].function_oid == 1598);
    const auto results = all<v3::FunctionCallResponse>(messages, MessageName::FunctionCallResponse);
    CHECK(as_text(results[0].result.bytes) == "0.4610340361212122");
}

TEST_CASE("COPY of PostgreSQL 15, field by field") {
    const auto messages = vector_messages(pg15, "copy");
    const auto out = all<v3::CopyResponse>(messages, MessageName::CopyOutResponse);
    REQUIRE(out.size() == 2);
    CHECK(out[0].overall_format == 0);
    CHECK(out[0].column_formats.count() == 3);
    CHECK(out[1].overall_format == 1);
    CHECK(out[1].column_formats.format_of(2) == 1);
    CHECK(as_text(all<v3::CopyData>(messages, MessageName::CopyData)[0].data) == "1\tx\t1.5\n");
    CHECK(all<v3::CopyFail>(messages, MessageName::CopyFail)[0].message == "no");
    CHECK(all<v3::CopyResponse>(messages, MessageName::CopyInResponse).size() == 3);
}

TEST_CASE("protocol 3.2 has longer keys and is negotiated") {
    const auto long_keys = vector_messages(pg18, "protocol 3.2 startup");
    const auto keys = all<v3::BackendKeyData>(long_keys, MessageName::BackendKeyData);
    REQUIRE(keys.size() == 1);
    CHECK(keys[0].process_id == 0x46b3);
    CHECK(keys[0].secret_key.size() == 32);
    const auto negotiated = vector_messages(
        pg18, "protocol 3.9999 + _pq_.test_protocol_negotiation (PG19 libpq grease)");
    const auto greased =
        all<v3::NegotiateProtocolVersion>(negotiated, MessageName::NegotiateProtocolVersion);
    REQUIRE(greased.size() == 1);
    CHECK(greased[0].major == 3);
    CHECK(greased[0].minor == 2);
    REQUIRE(greased[0].unrecognized_options.count() == 1);
    CHECK(greased[0].unrecognized_options.begin()->text == "_pq_.test_protocol_negotiation");
}

TEST_CASE("the authentication dialogs of PostgreSQL 18, each answer by its request") {
    const auto names = [](const char* section) {
        std::vector<MessageName> told;
        auto family = v3::PasswordFamily::unknown;
        for (const auto& message : vector_messages(pg18, section)) {
            if (message.tag != 'R' && message.tag != 'p') continue;
            const auto dissection = dissect(message, {message.body, true}, family);
            // Content tells the same where the request was not seen.
            CHECK(dissect(message, {message.body, true}).name == dissection.name);
            told.push_back(dissection.name);
            if (const auto* request = std::get_if<v3::Authentication>(&dissection.message))
                family = v3::password_family(request->code);
        }
        return told;
    };
    using enum MessageName;
    CHECK(names("cleartext password") ==
          std::vector{AuthenticationCleartextPassword, PasswordMessage, AuthenticationOk});
    CHECK(names("md5") ==
          std::vector{AuthenticationMD5Password, PasswordMessage, AuthenticationOk});
    CHECK(names("SCRAM-SHA-256") == std::vector{AuthenticationSASL, SASLInitialResponse,
                                                AuthenticationSASLContinue, SASLResponse,
                                                AuthenticationSASLFinal, AuthenticationOk});
}
