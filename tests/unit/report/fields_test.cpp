#include <catch2/catch.hpp>

#include "analyzer/events/statement.h"
#include "analyzer/sql/statement.h"
#include "told.h"

using nlohmann::json;
using pgoscope::dissectors::v3::PasswordFamily;

namespace {

json of(std::string_view text) {
    return json::parse(text);
}

}  // namespace

TEST_CASE("a message has the common keys, and those that apply") {
    Told told;
    told.frontend('Q', Body().text("select 1"));
    CHECK(told.last() == of(R"({"type":"message","time":"2026-11-20T21:16:10.775123456Z",
        "session":3,"direction":"frontend","name":"Query","tag":"Q","length_bytes":14,"packet":42,
        "fields":{"query":"select 1"},"note":"runs select 1"})"));

    pgoscope::events::Exchange exchange;
    exchange.number = 12;
    told.exchange = &exchange;
    told.complete = false;
    told.missing_bytes = 5;
    told.frontend('Q', Body().raw("select 2"));
    auto event = told.last();
    CHECK(event.at("exchange") == 12);
    CHECK(event.at("truncated") == true);
    CHECK(event.at("missing_bytes") == 5);
    CHECK(event.at("note") == "runs select 2; 5 bytes of it are not in the capture");

    told.complete = true;
    told.missing_bytes = 0;
    told.backend('Z', Body().raw("?"));
    event = told.last();
    CHECK(event.at("malformed") == "invalid_value");
    CHECK(event.at("note") ==
          "in a state that the protocol does not know; malformed: invalid_value at byte 1");
}

TEST_CASE("first packets") {
    Told told;
    told.startup(Body().i32(196'608).text("user").text("app").text("user").text("b\xff").i8(0));
    CHECK(told.fields() == of(R"({"version":"3.0","parameters":[{"name":"user","value":"app"},
        {"name":"user","value":"b\ufffd","value_b64":"Yv8="}]})"));
    CHECK_FALSE(told.last().contains("tag"));
    CHECK(told.last().at("name") == "StartupMessage");

    told.startup(Body().i32(80'877'103));
    CHECK(told.last().at("name") == "SSLRequest");
    CHECK(told.fields() == json::object());
    told.startup(Body().i32(80'877'104));
    CHECK(told.last().at("name") == "GSSENCRequest");
    told.startup(Body().i32(80'877'102).i32(4711).raw("KEYKEYKE"));
    CHECK(told.fields() == of(R"({"secret_key":"redacted","secret_key_bytes":12})"));
    told.session.process_id = 4711;
    told.startup(Body().i32(80'877'102).i32(4711).raw("KEYKEYKE"));
    CHECK(told.fields() ==
          of(R"({"process_id":4711,"secret_key":"redacted","secret_key_bytes":8})"));
    told.encryption_response('S');
    CHECK(told.fields() == of(R"({"answer":"S"})"));
}

TEST_CASE("authentication, from the side of the server") {
    Told told;
    told.backend('R', Body().i32(0));
    CHECK(told.fields() == of(R"({"code":0,"method":"ok"})"));
    told.backend('R', Body().i32(5).raw("SALT"));
    CHECK(told.fields() == of(R"({"code":5,"method":"md5","salt":"redacted"})"));
    told.backend('R', Body().i32(10).text("SCRAM-SHA-256-PLUS").text("SCRAM-SHA-256").i8(0));
    CHECK(told.fields() == of(R"({"code":10,"method":"sasl",
        "mechanisms":["SCRAM-SHA-256-PLUS","SCRAM-SHA-256"]})"));
    told.backend('R', Body().i32(11).raw("r=nonce,s=salt,i=4096"));
    CHECK(told.fields() == of(R"({"code":11,"method":"sasl","iterations":4096,
        "data":"redacted","length_bytes":21})"));
    told.backend('R', Body().i32(12).raw("v=signature"));
    CHECK(told.fields() ==
          of(R"({"code":12,"method":"sasl","data":"redacted","length_bytes":11})"));
    told.backend('R', Body().i32(99).raw("??"));
    CHECK(told.fields() ==
          of(R"({"code":99,"method":"unknown","data":"redacted","length_bytes":2})"));
    told.backend('K', Body().i32(17).raw("KEYS"));
    CHECK(told.fields() == of(R"({"secret_key":"redacted","secret_key_bytes":8})"));
    told.session.process_id = 17;
    told.backend('K', Body().i32(17).raw("KEYS"));
    CHECK(told.fields() == of(R"({"process_id":17,"secret_key":"redacted","secret_key_bytes":4})"));
    told.backend('v', Body().i32(196'608).i32(1).text("_pq_.x"));
    CHECK(told.fields() == of(R"({"version":"3.0","unrecognized_options":["_pq_.x"]})"));
}

TEST_CASE("authentication, from the side of the client") {
    Told told;
    told.family = PasswordFamily::password;
    told.frontend('p', Body().text("hunter2"));
    CHECK(told.fields() == of(R"({"password":"redacted"})"));
    told.family = PasswordFamily::sasl_initial;
    told.frontend('p', Body().text("SCRAM-SHA-256-PLUS").value("p=tls-server-end-point,,n=,r=x"));
    CHECK(told.fields() == of(R"({"mechanism":"SCRAM-SHA-256-PLUS","channel_binding":"used",
        "channel_binding_type":"tls-server-end-point","response":"redacted","length_bytes":30})"));
    told.family = PasswordFamily::sasl;
    told.frontend('p', Body().raw("c=biws,r=x,p=proof"));
    CHECK(told.fields() == of(R"({"response":"redacted","length_bytes":18})"));
    told.family = PasswordFamily::gss;
    told.frontend('p', Body().raw("token"));
    CHECK(told.fields() == of(R"({"token":"redacted","length_bytes":5})"));
}

TEST_CASE("the extended query protocol, from the side of the client") {
    Told told;
    told.frontend('P', Body().text("S_1").text("select $1").i16(3).i32(23).i32(0).i32(99'999));
    CHECK(told.fields() == of(R"({"statement":"S_1","query":"select $1",
        "type_oids":[23,0,99999],"types":["int4","unspecified","99999"]})"));
    const auto bind =
        Body().text("C_1").text("S_1").i16(2).i16(1).i16(7).i16(2).value("ab").null().i16(1).i16(0);
    told.frontend('B', bind);
    CHECK(told.fields() == of(R"({"portal":"C_1","statement":"S_1",
        "parameter_formats":["binary",7],"parameters":2,"lengths_bytes":[2,null],
        "result_formats":["text"]})"));
    told.frontend('D', Body().raw("S").text("S_1"));
    CHECK(told.fields() == of(R"({"kind":"statement","name":"S_1"})"));
    told.frontend('C', Body().raw("P").text(""));
    CHECK(told.fields() == of(R"({"kind":"portal","name":""})"));
    told.frontend('E', Body().text("C_1").i32(10));
    CHECK(told.fields() == of(R"({"portal":"C_1","max_rows":10})"));
    for (const char tag : {'S', 'H', 'X', 'c'}) {
        told.frontend(tag, Body());
        CHECK(told.fields() == json::object());
    }
    told.frontend('f', Body().text("no"));
    CHECK(told.fields() == of(R"({"message":"no"})"));
    told.frontend('F', Body().i32(715).i16(1).i16(1).i16(2).value("abcd").null().i16(1));
    CHECK(told.fields() == of(R"({"function_oid":715,"argument_formats":["binary"],"arguments":2,
        "lengths_bytes":[4,null],"result_format":"binary"})"));
}

TEST_CASE("values are shown when asked for, by their types") {
    Told told({.show_values = true});
    pgoscope::events::PreparedStatement statement;
    statement.parameter_types = {23, 25};
    told.statement = &statement;
    told.frontend('B', Body()
                           .text("")
                           .text("")
                           .i16(3)
                           .i16(1)
                           .i16(0)
                           .i16(0)
                           .i16(3)
                           .value(std::string_view("\0\0\0\x11", 4))
                           .value("gr\xf6")
                           .null()
                           .i16(0));
    CHECK(told.fields() ==
          of(R"({"portal":"","statement":"","parameter_formats":["binary","text","text"],
        "parameters":3,"values":["17","gr\ufffd",null],"values_b64":["MTc=","Z3L2",null],
        "types":["int4","text"],"result_formats":[]})"));
    CHECK(told.note() ==
          "binds 3 parameters to the unnamed statement; $1 = 17 (int4), $2 = gr\\xf6 (text), "
          "$3 = NULL");

    const pgoscope::events::ResultShape shape{{.name = "id", .type_oid = 23, .format = 1},
                                              {.name = "name", .type_oid = 25}};
    told.shape = &shape;
    told.backend('D', Body().i16(2).value(std::string_view("\0\0\0\x11", 4)).value("x"));
    CHECK(told.fields() == of(R"({"columns":2,"values":["17","x"]})"));
    CHECK(told.note() == "2 columns, 5 bytes: id = 17, name = x");

    // A portal's formats hold, whatever Describe of the statement said; wrong lengths are hex.
    pgoscope::events::Portal portal;
    portal.result_formats = {1};
    told.portal = &portal;
    told.backend('D', Body().i16(2).value("ab").value("x"));
    CHECK(told.fields() == of(R"({"columns":2,"values":["\\x6162","x"]})"));

    told.backend('d', Body().raw("1\tx\n"));
    CHECK(told.fields() == of(R"({"data_bytes":4,"data":"1\tx\n"})"));
    told.backend('A', Body().i32(7).text("chan").text("load"));
    CHECK(told.fields() ==
          of(R"({"process_id":7,"channel":"chan","payload_bytes":4,"payload":"load"})"));
    told.backend('V', Body().value("\xff"));
    CHECK(told.fields() == of(R"({"result_bytes":1,"result":"\\xff"})"));

    // Of rows whose description came before the capture, what reads as text is taken for it.
    told.portal = nullptr;
    told.shape = nullptr;
    told.backend('D', Body().i16(2).value(std::string_view("\0\0\0\x11", 4)).value("x\n"));
    CHECK(told.fields() == of(R"({"columns":2,"values":["\\x00000011","x\n"]})"));
}

TEST_CASE("replies") {
    Told told;
    for (const char tag : {'1', '2', '3', 'I', 'n', 's', 'c'}) {
        told.backend(tag, Body());
        CHECK(told.fields() == json::object());
    }
    told.backend('C', Body().text("INSERT 0 5"));
    CHECK(told.fields() == of(R"({"tag":"INSERT 0 5","command":"INSERT","rows":5})"));
    told.backend('C', Body().text("SELECT 9007199254740993"));
    CHECK_FALSE(told.fields().contains("rows"));
    told.backend('D', Body().i16(2).value("ab").null());
    CHECK(told.fields() == of(R"({"columns":2,"lengths_bytes":[2,null]})"));
    told.backend('G', Body().i8(1).i16(2).i16(1).i16(0));
    CHECK(told.fields() ==
          of(R"({"overall_format":"binary","columns":2,"column_formats":["binary","text"]})"));
    told.backend('V', Body().null());
    CHECK(told.fields() == of(R"({"result":null})"));
    told.backend('V', Body().value("abcd"));
    CHECK(told.fields() == of(R"({"result_bytes":4})"));
    told.backend('A', Body().i32(7).text("chan").text("load"));
    CHECK(told.fields() == of(R"({"process_id":7,"channel":"chan","payload_bytes":4})"));
    told.backend('t', Body().i16(1).i32(1700));
    CHECK(told.fields() == of(R"({"type_oids":[1700],"types":["numeric"]})"));
    told.backend('S', Body().text("TimeZone").text("UTC"));
    CHECK(told.fields() == of(R"({"name":"TimeZone","value":"UTC"})"));
    told.backend('Z', Body().raw("T"));
    CHECK(told.fields() == of(R"({"status":"T"})"));
    told.backend('d', Body().raw("1\t2\n"));
    CHECK(told.fields() == of(R"({"data_bytes":4})"));
    told.backend('T',
                 Body().i16(1).text("id").i32(16'400).i16(2).i32(23).i16(4).i32(0xffffffff).i16(2));
    CHECK(told.fields() == of(R"({"columns":[{"name":"id","table_oid":16400,"attribute":2,
        "type_oid":23,"type":"int4","type_size":4,"type_modifier":-1,"format":"hyper_binary"}]})"));
    told.backend('?', Body().raw("abc"));
    CHECK(told.fields() == of(R"({"data_bytes":3})"));
    CHECK(told.last().at("name") == "Unknown");
}

TEST_CASE("every field of an error has its name") {
    const auto error = Body()
                           .field('S', "FEHLER")
                           .field('V', "ERROR")
                           .field('C', "23505")
                           .field('M', "message")
                           .field('D', "detail")
                           .field('H', "hint")
                           .field('P', "12")
                           .field('p', "x7")
                           .field('q', "alter role a password 'secret'")
                           .field('W', "where")
                           .field('s', "t")
                           .field('t', "acct")
                           .field('c', "id")
                           .field('d', "int4")
                           .field('n', "pk")
                           .field('F', "x.c")
                           .field('L', "42")
                           .field('R', "fn")
                           .field('?', "new")
                           .field('M', "again")
                           .i8(0);
    Told told;
    told.backend('E', error);
    CHECK(told.fields() == of(R"({"severity":"FEHLER","severity_nonlocalized":"ERROR",
        "sqlstate":"23505","condition":"unique_violation",
        "class":"Integrity Constraint Violation","message":"message","detail":"detail",
        "hint":"hint","position":12,"internal_position":"x7",
        "internal_query":"alter role a password 'redacted'","where":"where","schema":"t",
        "table":"acct","column":"id","data_type":"int4","constraint":"pk","file":"x.c","line":42,
        "routine":"fn","others":[{"code":"?","value":"new"},{"code":"M","value":"again"}]})"));

    Told redacted({.redact = true});
    redacted.backend('N', error);
    const auto fields = redacted.fields();
    for (const auto* key : {"detail", "hint", "where", "internal_query", "others"})
        CHECK_FALSE(fields.contains(key));
    CHECK(fields.at("message") == "message");
}

TEST_CASE("redacted SQL is normalized") {
    Told told({.redact = true});
    told.frontend('Q', Body().text("SELECT 'secret'; select  42"));
    CHECK(told.fields() == of(R"({"query":"select $1; select $1"})"));
    CHECK(told.note() == "runs select $1; select $1");
}

TEST_CASE("an exchange has its times where they are known") {
    Told told;
    pgoscope::sql::Statement statement;
    statement.fingerprint = 0xabc;
    statement.text = "select $1";
    pgoscope::events::Exchange exchange;
    exchange.number = 12;
    exchange.kind = pgoscope::events::ExchangeKind::execute;
    exchange.outcome = pgoscope::events::ExchangeOutcome::failed;
    exchange.request_first = Told::start;
    exchange.request_last = Told::start + 10;
    exchange.reply_first = Told::start + 110;
    exchange.completed = Told::start + 130;
    exchange.ahead_completed = Told::start + 60;
    exchange.previous_ready = Told::start - 1000;
    exchange.first_packet = 4;
    exchange.last_packet = 9;
    exchange.request_bytes = 50;
    exchange.response_bytes = 80;
    exchange.rows = 2;
    exchange.results = 1;
    exchange.gap = true;
    exchange.statement = &statement;
    exchange.sqlstate = "23505";
    told.both([&](auto& sink) { sink.on_exchange(told.session, exchange); });
    CHECK(told.last() == of(R"({"type":"exchange","time":"2026-11-20T21:16:10.775123586Z",
        "session":3,"number":12,"kind":"execute","outcome":"failed",
        "request_time":"2026-11-20T21:16:10.775123456Z","duration_ns":130,
        "time_to_first_reply_ns":100,"transfer_ns":20,"client_think_ns":1000,"queued_ns":50,
        "service_ns":70,"rows":2,"results":1,"request_bytes":50,"response_bytes":80,
        "first_packet":4,"last_packet":9,"gap":true,"fingerprint":"0000000000000abc",
        "statement":"select $1","sqlstate":"23505"})"));

    told.both([&](auto& sink) { sink.on_exchange(told.session, pgoscope::events::Exchange{}); });
    const auto bare = told.last();
    for (const auto* key :
         {"duration_ns", "time_to_first_reply_ns", "transfer_ns", "client_think_ns", "queued_ns",
          "service_ns", "fingerprint", "sqlstate"})
        CHECK_FALSE(bare.contains(key));
}

TEST_CASE("sessions, gaps and malformed bytes") {
    using pgoscope::dissectors::Direction;
    Told told;
    told.both([&](auto& sink) { sink.on_session_open(told.session, Told::start); });
    CHECK(told.last() == of(R"({"type":"session_open","time":"2026-11-20T21:16:10.775123456Z",
        "session":3,"client":{"address":"192.0.2.7","port":51834},
        "server":{"address":"192.0.2.9","port":5432}})"));
    told.both([&](auto& sink) {
        sink.on_gap({told.session, Direction::backend, Told::start, 7, 1460, "lost", 12});
    });
    CHECK(told.last() == of(R"({"type":"gap","time":"2026-11-20T21:16:10.775123456Z","session":3,
        "direction":"backend","packet":7,"missing_bytes":1460,"reason":"lost",
        "skipped_bytes":12})"));
    told.both([&](auto& sink) {
        sink.on_malformed({told.session, Direction::frontend, Told::start, 7, "implausible_header",
                           '\xf0', 4'000'000'000, 99, 3});
    });
    CHECK(told.last() == of(R"({"type":"malformed","time":"2026-11-20T21:16:10.775123456Z",
        "session":3,"direction":"frontend","packet":7,"reason":"implausible_header",
        "tag":"\ufffd","tag_b64":"8A==","length_bytes":4000000000,"offset":99,
        "skipped_bytes":3})"));

    told.session.recognition = pgoscope::events::Recognition::postgresql;
    told.session.startup_seen = true;
    told.session.version = pgoscope::events::ProtocolVersion{3, 2};
    told.session.user = "app";
    told.session.database = "orders";
    told.session.authentication_time = 2'100'000;
    told.session.totals.errors = 2;
    told.both([&](auto& sink) {
        sink.on_session_close(told.session, pgoscope::events::SessionEnd::reset, Told::start);
    });
    const auto close = told.last();
    CHECK(close.at("reason") == "reset");
    CHECK(close.at("user") == "app");
    CHECK(close.at("database") == "orders");
    CHECK(close.at("version") == "3.2");
    CHECK(close.at("authentication_ns") == 2'100'000);
    CHECK(close.at("totals").at("errors") == 2);
    CHECK_FALSE(close.contains("server_version"));
}

TEST_CASE("sizes are those on the wire, however much is kept") {
    Told told;
    told.complete = false;
    told.bytes_not_kept = 640'000;
    told.backend('d', Body().raw("000006"));
    CHECK(told.fields().at("data_bytes") == 640'006);
    CHECK(told.note() == "640.0 kB; its end was not kept");
    told.backend('V', Body().i32(640'006).raw("000006"));
    CHECK(told.fields().at("result_bytes") == 640'006);
    // The NUL behind the payload is among what is not kept.
    told.backend('A', Body().i32(7).text("channel").raw("beginning"));
    CHECK(told.fields().at("payload_bytes") == 640'008);
}
