#include <memory>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "dissectors/command_tag.h"
#include "dissectors/tls/client_hello.h"
#include "dissectors/v3/dissect.h"
#include "dissectors/v3/scram.h"
#include "dissectors/v3/startup.h"
#include "dissectors/v3/tags.h"
#include "tests/support/bytes_of.h"
#include "tests/support/client_hello.h"
#include "tests/support/pg_messages.h"

/// What the vectors do not have: rare messages, and bodies that no server sends.

using namespace pgoscope::dissectors;
using namespace std::string_view_literals;
using pgoscope::as_bytes;
using pgoscope::as_text;
using v3::Malformation;

namespace {

/// A dissection with the bytes that its views point to.
struct Dissected : v3::Dissection {
    std::shared_ptr<const std::string> bytes;
};

template <class Dissect>
Dissected keep(std::string_view body, Dissect dissect) {
    auto bytes = std::make_shared<const std::string>(body);
    auto dissection = dissect(v3::Body{as_bytes(*bytes), true});
    return {std::move(dissection), std::move(bytes)};
}

Dissected client(char tag, std::string_view body,
                 v3::PasswordFamily family = v3::PasswordFamily::unknown) {
    return keep(body, [&](v3::Body whole) { return v3::dissect_frontend(tag, whole, family); });
}
Dissected server(char tag, std::string_view body) {
    return keep(body, [&](v3::Body whole) { return v3::dissect_backend(tag, whole); });
}
Dissected startup(std::string_view packet) {
    return keep(packet, [](v3::Body whole) { return v3::dissect_startup(whole); });
}

}  // namespace

TEST_CASE("counts that no body can hold are refused before anything is read") {
    CHECK(server('D', "\xff\xff"sv).malformation == Malformation::field_overrun);
    CHECK(server('T', "\xff\xff"sv).malformation == Malformation::field_overrun);
    CHECK(server('t', "\xff\xff"sv).malformation == Malformation::field_overrun);
    CHECK(server('G', "\0\xff\xff"sv).malformation == Malformation::field_overrun);
    CHECK(server('v', "\0\3\0\0\xff\xff\xff\xff"sv).malformation == Malformation::field_overrun);
    CHECK(client('P', "\0\0\xff\xff"sv).malformation == Malformation::field_overrun);
    CHECK(client('B', "\0\0\xff\xff"sv).malformation == Malformation::field_overrun);
    CHECK(client('B', "\0\0\0\0\xff\xff"sv).malformation == Malformation::field_overrun);
    CHECK(client('F', "\0\0\0\1\0\0\xff\xff"sv).malformation == Malformation::field_overrun);
}

TEST_CASE("a value is NULL only with length -1") {
    CHECK(server('D', "\0\1\xff\xff\xff\xff"sv).malformation == Malformation::none);
    CHECK(server('D', "\0\1\xff\xff\xff\xfe"sv).malformation == Malformation::field_overrun);
    CHECK(server('D', "\0\1\x80\0\0\0"sv).malformation == Malformation::field_overrun);
    CHECK(server('D', "\0\1\x7f\xff\xff\xff"sv).malformation == Malformation::field_overrun);
    const auto result = server('V', "\xff\xff\xff\xff"sv);
    CHECK(std::get<v3::FunctionCallResponse>(result.message).result.null);
}

TEST_CASE("more than 32 767 parameters are legal") {
    std::string body = wire::text("") + wire::text("") + wire::i16(0) + wire::i16(65'535);
    for (int i = 0; i < 65'535; ++i)
        body += wire::null();
    const auto bind = client('B', body + wire::i16(0));
    CHECK(bind.malformation == Malformation::none);
    CHECK(std::get<v3::Bind>(bind.message).parameters.count() == 65'535);
}

TEST_CASE("values that the protocol does not know are malformed where they are") {
    CHECK(server('Z', "X").malformation == Malformation::invalid_value);
    CHECK(client('D', wire::text("Xs")).malformation == Malformation::invalid_value);
    CHECK(client('C', wire::text("Xs")).malformation == Malformation::invalid_value);
    // Two format codes for one parameter.
    const auto bind = client('B', "\0\0\0\2\0\0\0\0\0\1\0\0\0\0\0\0"sv);
    CHECK(bind.malformation == Malformation::invalid_value);
    const auto call = client('F', "\0\0\0\1\0\2\0\0\0\0\0\1\0\0\0\0\0\0"sv);
    CHECK(call.malformation == Malformation::invalid_value);
}

TEST_CASE("messages without a body have none") {
    for (const auto tag : {'H', 'S', 'X', 'c'}) {
        CHECK(client(tag, "").malformation == Malformation::none);
        CHECK(client(tag, "x").malformation == Malformation::trailing_bytes);
    }
    for (const auto tag : {'1', '2', '3', 'I', 'c', 'n', 's'}) {
        CHECK(server(tag, "").malformation == Malformation::none);
        CHECK(server(tag, "x").malformation == Malformation::trailing_bytes);
    }
}

TEST_CASE("type bytes belong to a direction") {
    for (int tag = 0; tag < 256; ++tag) {
        const auto letter = static_cast<std::uint8_t>(tag);
        const auto character = static_cast<char>(tag);
        const bool of_client =
            tag != 0 && "BCDEFHPQSXcdfp"sv.find(character) != std::string_view::npos;
        const bool of_server =
            tag != 0 && "123ACDEGHIKNRSTVWZcdnstv"sv.find(character) != std::string_view::npos;
        const auto from = [&](Direction direction) {
            return v3::tag_info(direction, letter).name != MessageName::Unknown;
        };
        CAPTURE(tag);
        CHECK(from(Direction::frontend) == of_client);
        CHECK(from(Direction::backend) == of_server);
        CHECK((client(character, "").malformation == Malformation::unknown_type) == !of_client);
        CHECK((server(character, "").malformation == Malformation::unknown_type) == !of_server);
    }
}

TEST_CASE("lengths are plausible within the server's and libpq's limits") {
    using enum Direction;
    CHECK(v3::plausible_header(frontend, 'Q', (1U << 30U) - 1));
    CHECK_FALSE(v3::plausible_header(frontend, 'Q', 1U << 30U));
    CHECK_FALSE(v3::plausible_header(frontend, 'Q', 4));
    CHECK(v3::plausible_header(frontend, 'E', 10'000));
    CHECK_FALSE(v3::plausible_header(frontend, 'E', 10'001));
    CHECK(v3::plausible_header(frontend, 'p', 65'535));
    CHECK_FALSE(v3::plausible_header(frontend, 'p', 65'536));
    CHECK_FALSE(v3::plausible_header(frontend, 'p', 3));
    CHECK(v3::plausible_header(backend, 'C', 30'000));
    CHECK_FALSE(v3::plausible_header(backend, 'C', 30'001));
    CHECK(v3::plausible_header(backend, 'E', 100'000));
    CHECK_FALSE(v3::plausible_header(backend, 'Z', 6));
    CHECK_FALSE(v3::plausible_header(backend, 'Q', 10));
}

TEST_CASE("every authentication request is named by its code") {
    using enum MessageName;
    struct Request {
        std::uint32_t code;
        MessageName name;
        std::string rest;
    };
    const std::vector<Request> requests{
        {0, AuthenticationOk, ""},
        {1, AuthenticationKerberosV4, ""},
        {2, AuthenticationKerberosV5, ""},
        {3, AuthenticationCleartextPassword, ""},
        {4, AuthenticationCryptPassword, "sa"},
        {5, AuthenticationMD5Password, "salt"},
        {6, AuthenticationSCMCredential, ""},
        {7, AuthenticationGSS, ""},
        {8, AuthenticationGSSContinue, "token"},
        {9, AuthenticationSSPI, ""},
        {10, AuthenticationSASL, std::string("A\0B\0\0", 5)},
        {11, AuthenticationSASLContinue, "r=x"},
        {12, AuthenticationSASLFinal, "v=x"},
        {99, AuthenticationUnknown, "anything"},
    };
    for (const auto& request : requests) {
        const auto told = server('R', wire::i32(request.code) + request.rest);
        CAPTURE(request.code);
        CHECK(told.name == request.name);
        CHECK(told.malformation == Malformation::none);
        const auto& view = std::get<v3::Authentication>(told.message);
        CHECK(view.code == request.code);
        if (request.code == 4 || request.code == 5) CHECK(as_text(view.salt) == request.rest);
        if (request.code == 8 || request.code > 10) CHECK(as_text(view.data) == request.rest);
        if (request.code == 10) {
            REQUIRE(view.mechanisms.count() == 2);
            CHECK((++view.mechanisms.begin())->text == "B");
        }
    }
    CHECK(server('R', wire::i32(0) + "x").malformation == Malformation::trailing_bytes);
    CHECK(server('R', wire::i32(5) + "sal").malformation == Malformation::field_overrun);
    CHECK(server('R', wire::i32(10) + "A").malformation == Malformation::field_overrun);
}

TEST_CASE("the p messages are told apart by the request before them") {
    using enum v3::PasswordFamily;
    const auto initial = wire::text("SCRAM-SHA-256") + wire::value("n,,n=,r=x");
    CHECK(client('p', wire::text("x"), password).name == MessageName::PasswordMessage);
    CHECK(client('p', "\x60\x01", gss).name == MessageName::GSSResponse);
    CHECK(client('p', "anything", sasl).name == MessageName::SASLResponse);
    const auto first = client('p', initial, sasl_initial);
    CHECK(first.name == MessageName::SASLInitialResponse);
    CHECK(std::get<v3::SASLInitialResponse>(first.message).mechanism == "SCRAM-SHA-256");
    CHECK(std::get<v3::SASLInitialResponse>(first.message).has_response);
    const auto empty = client('p', wire::text("SCRAM-SHA-256") + wire::null(), sasl_initial);
    CHECK_FALSE(std::get<v3::SASLInitialResponse>(empty.message).has_response);
    // Without it by their content.
    CHECK(client('p', initial).name == MessageName::SASLInitialResponse);
    CHECK(client('p', "c=biws,r=x,p=y").name == MessageName::SASLResponse);
    CHECK(client('p', wire::text("secret")).name == MessageName::PasswordMessage);

    CHECK(v3::password_family(0) == unknown);
    for (const auto code : {3U, 4U, 5U})
        CHECK(v3::password_family(code) == password);
    for (const auto code : {1U, 2U, 7U, 8U, 9U})
        CHECK(v3::password_family(code) == gss);
    CHECK(v3::password_family(10) == sasl_initial);
    CHECK(v3::password_family(11) == sasl);
}

TEST_CASE("an error's fields come in any order, unknown ones included") {
    const auto error =
        server('E', backend::diagnostic('E', {{'M', "m"}, {'?', "new"}, {'C', "00000"}}).substr(5));
    const auto& fields = std::get<v3::ErrorFields>(error.message);
    CHECK(error.malformation == Malformation::none);
    CHECK(fields.fields.count() == 3);
    CHECK(fields.find('?') == "new");
    CHECK(std::get<v3::ErrorFields>(server('E', "\0"sv).message).fields.count() == 0);
    CHECK(server('E', "Mno end").malformation == Malformation::field_overrun);
    CHECK(server('E', "Mm\0"sv).malformation == Malformation::field_overrun);
    CHECK(server('E', "Mm\0\0x"sv).malformation == Malformation::trailing_bytes);
    // Of a body whose end was not kept, the whole fields.
    const auto cut = v3::dissect_backend('E', {as_bytes("SERROR\0Mhalf a messa"sv), false});
    CHECK(cut.malformation == Malformation::none);
    CHECK(std::get<v3::ErrorFields>(cut.message).fields.count() == 1);
    CHECK(std::get<v3::ErrorFields>(v3::dissect_old_style_error(as_bytes("FATAL:  no\n")).message)
              .old_style == "FATAL:  no\n");
}

TEST_CASE("text that runs into the missing end is taken as far as it goes") {
    const auto query = v3::dissect_frontend('Q', {as_bytes("select a_long"), false});
    CHECK(query.malformation == Malformation::none);
    CHECK(std::get<v3::Query>(query.message).query == "select a_long");
    const auto parse = v3::dissect_frontend('P', {as_bytes("s\0select"sv), false});
    CHECK(std::get<v3::Parse>(parse.message).statement == "s");
    CHECK(std::get<v3::Parse>(parse.message).query == "select");
    CHECK(client('Q', "no end").malformation == Malformation::field_overrun);
    CHECK(client('Q', "a\0b\0"sv).malformation == Malformation::trailing_bytes);
}

TEST_CASE("first packets are told by their code") {
    CHECK(startup(frontend::ssl_request()).name == MessageName::SSLRequest);
    CHECK(startup(frontend::gssenc_request()).name == MessageName::GSSENCRequest);
    for (const auto* key : {"key!", "0123456789abcdef0123456789abcdef"}) {
        const auto cancel = startup(frontend::cancel_request(77, key));
        CHECK(cancel.name == MessageName::CancelRequest);
        CHECK(cancel.malformation == Malformation::none);
        CHECK(std::get<v3::CancelRequest>(cancel.message).process_id == 77);
        CHECK(as_text(std::get<v3::CancelRequest>(cancel.message).secret_key) == key);
    }
    const auto greased =
        startup(frontend::startup({{"user", "a"}, {"user", "b"}, {"_pq_.x", ""}}, 0x0003270f));
    CHECK(greased.malformation == Malformation::none);
    const auto& message = std::get<v3::StartupMessage>(greased.message);
    CHECK(message.major == 3);
    CHECK(message.minor == 9999);
    REQUIRE(message.parameters.count() == 3);
    CHECK((++message.parameters.begin())->value == "b");
    CHECK(startup(wire::first_packet(0x00030000, "\0"sv)).malformation == Malformation::none);
    CHECK(startup(wire::first_packet(0x00030000, "user\0a\0"sv)).malformation ==
          Malformation::field_overrun);
    CHECK(startup(wire::first_packet(0x00030000, "user\0a\0\0x"sv)).malformation ==
          Malformation::trailing_bytes);
    CHECK(startup("").malformation != Malformation::unknown_type);
    const auto whole = frontend::startup();
    for (std::size_t length = 8; length < whole.size(); ++length) {
        CHECK(startup(whole.substr(0, length)).malformation == Malformation::field_overrun);
        CHECK(v3::dissect_startup({as_bytes(whole).first(length), false}).malformation ==
              Malformation::none);
    }
}

TEST_CASE("eight bytes that can begin a first packet") {
    CHECK(v3::plausible_startup(8, 80877103));
    CHECK_FALSE(v3::plausible_startup(9, 80877103));
    CHECK(v3::plausible_startup(8, 80877104));
    CHECK_FALSE(v3::plausible_startup(12, 80877102));
    CHECK(v3::plausible_startup(16, 80877102));
    CHECK(v3::plausible_startup(268, 80877102));
    CHECK_FALSE(v3::plausible_startup(269, 80877102));
    CHECK(v3::plausible_startup(9, 0x00030000));
    CHECK_FALSE(v3::plausible_startup(8, 0x00030000));
    CHECK(v3::plausible_startup(10'004, 0x00030002));
    CHECK_FALSE(v3::plausible_startup(10'005, 0x00030002));
    CHECK(v3::plausible_startup(100, 0x00050000));
    CHECK_FALSE(v3::plausible_startup(100, 0x000a0000));
}

TEST_CASE("of SCRAM only what may be shown is read") {
    using v3::ChannelBinding;
    const auto binding = [](std::string_view message) {
        return v3::read_client_first(as_bytes(message));
    };
    CHECK(binding("n,,n=,r=x").binding == ChannelBinding::not_supported);
    CHECK(binding("y,,n=,r=x").binding == ChannelBinding::not_offered);
    CHECK(binding("p=tls-server-end-point,,n=,r=x").binding == ChannelBinding::used);
    CHECK(binding("p=tls-server-end-point,,n=,r=x").binding_type == "tls-server-end-point");
    CHECK(binding("").binding == ChannelBinding::unknown);
    CHECK(binding("nonsense,").binding == ChannelBinding::unknown);
    const auto iterations = [](std::string_view message) {
        return v3::read_iterations(as_bytes(message));
    };
    CHECK(iterations("r=abc,s=c2FsdA==,i=4096") == 4096U);
    CHECK_FALSE(iterations("r=abc,s=c2FsdA=="));
    CHECK_FALSE(iterations("r=abc,i=40x"));
    CHECK_FALSE(iterations("r=abc,i=99999999999"));
    CHECK_FALSE(iterations(""));
}

TEST_CASE("command tags come apart into command and rows") {
    const auto check = [](std::string_view tag, std::string_view command,
                          std::optional<std::uint64_t> rows) {
        CAPTURE(tag);
        CHECK(read_command_tag(tag).command == command);
        CHECK(read_command_tag(tag).rows == rows);
    };
    check("INSERT 0 5", "INSERT", 5);
    check("INSERT 16401 1", "INSERT", 1);
    check("SELECT 18446744073709551615", "SELECT", 18'446'744'073'709'551'615U);
    check("SELECT 18446744073709551616", "SELECT 18446744073709551616", std::nullopt);
    check("MERGE 3", "MERGE", 3);
    check("SELECT", "SELECT", std::nullopt);
    check("CREATE TABLE", "CREATE TABLE", std::nullopt);
    check("DECLARE CURSOR", "DECLARE CURSOR", std::nullopt);
    check("COPY 0", "COPY", 0);
    check("", "", std::nullopt);
    check(" ", " ", std::nullopt);
    check("SELECT -1", "SELECT -1", std::nullopt);
}

TEST_CASE("a real ClientHello of direct TLS offers postgresql; cut anywhere it does not crash") {
    const auto hello = bytes_of_hex(direct_tls_client_hello);
    CHECK(tls::offers_postgresql(hello));
    CHECK(tls::looks_like_records(hello));
    for (std::size_t length = 0; length < hello.size(); ++length)
        (void)tls::offers_postgresql(
            OwnedBytes(hello.begin(), hello.begin() + static_cast<std::ptrdiff_t>(length)));
    CHECK_FALSE(tls::offers_postgresql(pgoscope::Bytes(hello).first(60)));
    auto other = hello;
    const auto name = as_text(other).find("postgresql");
    other[name] = 'P';
    CHECK_FALSE(tls::offers_postgresql(other));
    other = hello;
    other[5] = 2;  // a ServerHello
    CHECK_FALSE(tls::offers_postgresql(other));
    CHECK_FALSE(tls::offers_postgresql({}));
}

TEST_CASE("TLS records are told by their headers") {
    const auto records = [](std::string_view bytes) {
        return tls::looks_like_records(as_bytes(bytes));
    };
    CHECK(records("\x17\3\3\0\1x"sv));
    CHECK(records("\x17\3\3\0\1x\x17\3\3\x40\x11part"sv));
    CHECK(records("\x14\3\1\0\1\1\x16"sv));
    CHECK_FALSE(records("\x13\3\3\0\1x"sv));
    CHECK_FALSE(records("\x18\3\3\0\1x"sv));
    CHECK_FALSE(records("\x17\2\3\0\1x"sv));
    CHECK_FALSE(records("\x17\3\5\0\1x"sv));
    CHECK_FALSE(records("\x17\3\3\0\0x"sv));
    CHECK_FALSE(records("\x17\3\3\x48\1x"sv));
    CHECK_FALSE(records("\x17\3\3\0\1xGET /"sv));
    CHECK_FALSE(records("\x17\3\3"sv));
}
