#include <catch2/catch.hpp>

#include "dissectors/logical/test_decoding.h"
#include "dissectors/logical/timestamp.h"
#include "dissectors/logical/wal2json.h"
#include "tests/support/bytes_of.h"

using namespace pgoscope;
using namespace pgoscope::dissectors::logical;

namespace {

std::string told(std::string_view text) {
    const auto change = read_test_decoding(text);
    std::string result(to_string(change.operation));
    if (!change.relation.empty()) result += " " + std::string(change.relation);
    if (change.xid) result += " xid " + std::to_string(*change.xid);
    return result;
}

std::string told(Wal2JsonScanner& scanner, const std::vector<Bytes>& pieces) {
    std::string text;
    for (auto piece : pieces)
        while (const auto change = scanner.next(piece)) {
            text += to_string(change->operation);
            text += ' ';
            text += change->schema;
            text += '.';
            text += change->table;
            text += '\n';
        }
    return text;
}

void check(std::string_view json, std::string_view expected) {
    for_every_split(bytes_of(json), [&](const auto& pieces) {
        Wal2JsonScanner scanner;
        if (told(scanner, pieces) != expected) FAIL(pieces.front().size());
    });
    Wal2JsonScanner scanner;
    CHECK(told(scanner, {as_bytes(json)}) == expected);
}

}  // namespace

TEST_CASE("what test_decoding prints") {
    CHECK(told("BEGIN") == "BEGIN");
    CHECK(told("BEGIN 729") == "BEGIN xid 729");
    CHECK(told("COMMIT 729 (at 2026-08-06 10:00:00+00)") == "COMMIT xid 729");
    CHECK(told("COMMIT (at 2026-08-06 10:00:00+00)") == "COMMIT");
    CHECK(told("table public.t: INSERT: a[integer]:1 b[text]:'it''s: UPDATE:'") ==
          "INSERT public.t");
    CHECK(told("table public.t: UPDATE: old-key: a[integer]:1 new-tuple: a[integer]:2") ==
          "UPDATE public.t");
    CHECK(told("table public.\"a: b\": DELETE: (no-tuple-data)") == "DELETE public.\"a: b\"");
    CHECK(told("table public.t, public.u: TRUNCATE: restart_seqs cascade") ==
          "TRUNCATE public.t, public.u");
    CHECK(told("message: transactional: 1 prefix: p, sz: 3 content:TXN 5") == "MESSAGE");
    CHECK(told("PREPARE TRANSACTION 'g 1', txid 730") == "PREPARE xid 730");
    CHECK(told("COMMIT PREPARED 'g', txid 730") == "COMMIT PREPARED xid 730");
    CHECK(told("ROLLBACK PREPARED 'g', txid 730") == "ROLLBACK PREPARED xid 730");
    CHECK(told("opening a streamed block for transaction TXN 731") == "STREAM START xid 731");
    CHECK(told("opening a streamed block for transaction") == "STREAM START");
    CHECK(told("closing a streamed block for transaction TXN 731") == "STREAM STOP xid 731");
    CHECK(told("aborting streamed (sub)transaction TXN 731") == "STREAM ABORT xid 731");
    CHECK(told("preparing streamed transaction TXN 731") == "STREAM PREPARE xid 731");
    CHECK(told("committing streamed transaction TXN 731") == "STREAM COMMIT xid 731");
    CHECK(told("streaming change for TXN 731") == "STREAM CHANGE xid 731");
    CHECK(told("streaming truncate for TXN 731") == "TRUNCATE xid 731");
    CHECK(told("streaming message: transactional: 1 prefix: p, sz: 50") == "MESSAGE");
    for (const auto* other : {"", "BEGINNING", "table t", "table public.t: MERGE: x", "hello"})
        CHECK(told(other) == "unknown");
}

TEST_CASE("wal2json format 1: a transaction in one object") {
    check(R"({"xid":1,"change":[
{"kind":"insert","schema":"public","table":"t","columnnames":["kind","a"],"columnvalues":["delete",1]},
{"kind":"update","schema":"public","table":"t \"2\"","oldkeys":{"keynames":["a"],"keyvalues":[1]}},
{"kind":"delete","schema":"s","table":"u"},
{"kind":"message","transactional":true,"prefix":"p","content":"x"}
],"timestamp":"2026"}{"change":[]})",
          "INSERT public.t\nUPDATE public.t \"2\"\nDELETE s.u\nMESSAGE .\nCOMMIT .\nCOMMIT .\n");
}

TEST_CASE("wal2json format 1: what is sent outside of transactions commits none") {
    check(R"({"change":[{"kind":"message","transactional":false,"prefix":"p"}]}{"change":[]})",
          "MESSAGE .\nCOMMIT .\n");
}

TEST_CASE("plugins tell when a transaction was committed") {
    constexpr std::int64_t two_seconds = 2'000'000;
    CHECK(read_test_decoding("COMMIT 729 (at 2000-01-01 00:00:02+00)").commit_time == two_seconds);
    CHECK_FALSE(read_test_decoding("COMMIT 729").commit_time);
    for (const auto* json : {R"({"timestamp":"2000-01-01 01:00:02+01","change":[]})",
                             R"({"action":"C","timestamp":"1999-12-31 20:30:02-03:30"})"}) {
        Wal2JsonScanner scanner;
        auto piece = as_bytes(std::string_view(json));
        const auto change = scanner.next(piece);
        REQUIRE(change);
        CHECK(change->operation == Operation::commit);
        CHECK(change->commit_time == two_seconds);
    }
}

TEST_CASE("times as plugins print them") {
    CHECK(read_timestamp("2026-11-21 01:52:40.006896+00") == 848'541'160'006'896);
    CHECK(read_timestamp("2000-01-01 00:00:00.5+00") == 500'000);
    CHECK(read_timestamp("2000-02-29 00:00:00+00:00:01") == 5'097'599'000'000);
    for (const auto* other : {"", "2026", "2026-02-30 00:00:00+00", "2026-11-21 01:52:40",
                              "2026-11-21T01:52:40+00", "infinity", "Sat Nov 21 01:52:40 2026 UTC"})
        CHECK_FALSE(read_timestamp(other));
}

TEST_CASE("a TRUNCATE of several tables names each") {
    std::string_view relations = "public.t, public.\"a, b\", s.u";
    CHECK(take_relation(relations) == "public.t");
    CHECK(take_relation(relations) == "public.\"a, b\"");
    CHECK(take_relation(relations) == "s.u");
    CHECK(relations.empty());
    CHECK(take_relation(relations).empty());
}

TEST_CASE("wal2json format 1 in chunks") {
    Wal2JsonScanner scanner;
    CHECK(told(scanner, {as_bytes(R"({"change":[)")}).empty());
    CHECK(told(scanner, {as_bytes(R"({"kind":"insert","schema":"public","table":"t"})")}) ==
          "INSERT public.t\n");
    CHECK(told(scanner, {as_bytes(R"(,{"kind":"delete","schema":"public","table":"u"})")}) ==
          "DELETE public.u\n");
    CHECK(told(scanner, {as_bytes("]}")}) == "COMMIT .\n");
    CHECK_FALSE(scanner.broken());
}

TEST_CASE("wal2json format 2: an object an event") {
    check(
        R"({"action":"B"}{"action":"I","schema":"public","table":"t","columns":[{"name":"a","type":"integer","value":{"kind":"update"}}]}{"action":"U","schema":"public","table":"t","identity":[{"name":"action"}]}{"action":"D","schema":"s","table":"t"}{"action":"T","schema":"s","table":"t"}{"action":"M","prefix":"p"}{"action":"C"})",
        "BEGIN .\nINSERT public.t\nUPDATE public.t\nDELETE s.t\nTRUNCATE s.t\nMESSAGE .\n"
        "COMMIT .\n");
}

TEST_CASE("JSON that is damaged does not end the stream") {
    Wal2JsonScanner scanner;
    CHECK(told(scanner, {as_bytes("{\"action\":\"I\"]")}).empty());
    CHECK(scanner.broken());
    scanner.reset();
    CHECK(told(scanner, {as_bytes("{\"action\":\"C\"}")}) == "COMMIT .\n");
}
