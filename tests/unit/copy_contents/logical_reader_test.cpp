#include <algorithm>
#include <string>

#include <catch2/catch.hpp>

#include "analyzer/session/replication/logical_stream.h"

using namespace std::string_literals;
using pgoscope::dissectors::logical::Plugin;
using pgoscope::session::LogicalReader;

namespace {

std::string relation(char oid, const std::string& name) {
    return "R\0\0\0"s + oid + "public\0"s + name + "\0d\0\1\1id\0\0\0\0\x17\xff\xff\xff\xff"s;
}
std::string insert(char oid, char value) {
    return "I\0\0\0"s + oid + "N\0\1t\0\0\0\1"s + value;
}

/// What stays valid of a payload when the reader reads on.
struct Told {
    std::string operation;
    std::string relation;
    std::string text;
    std::size_t changes = 0;
};
Told read(LogicalReader& reader, const std::string& data) {
    const auto payload = reader.read({pgoscope::as_bytes(data), true}, 0);
    return {std::string(payload.operation), std::string(payload.relation),
            std::string(payload.text), payload.changes.size()};
}

}  // namespace

TEST_CASE("a change bears the name of the table that was described") {
    LogicalReader reader(Plugin::pgoutput, true);
    CHECK(read(reader, relation(7, "acct")).relation == "public.acct");
    const auto told = read(reader, insert(7, '5'));
    CHECK(told.operation == "Insert");
    CHECK(told.relation == "public.acct");
    CHECK(told.text == "public.acct INSERT id=5");
    CHECK(told.changes == 1);
}

TEST_CASE("a table that was described before the capture is told by its OID") {
    LogicalReader reader(Plugin::pgoutput, true);
    const auto told = read(reader, insert(9, '5'));
    CHECK(told.relation == "OID 9");
    CHECK(told.text.empty());
}

TEST_CASE("values are made into text only when they are kept") {
    LogicalReader reader(Plugin::pgoutput, false);
    (void)read(reader, relation(7, "acct"));
    CHECK(read(reader, insert(7, '5')).text.empty());
}

TEST_CASE("messages of a streamed block begin with a transaction") {
    LogicalReader reader(Plugin::pgoutput, true);
    (void)read(reader, relation(7, "acct"));
    CHECK(read(reader, "S\0\0\0\2\1"s).operation == "Stream Start");
    const auto streamed = "I\0\0\0\2\0\0\0\7N\0\1t\0\0\0\0015"s;
    CHECK(read(reader, streamed).text == "public.acct INSERT id=5");
    CHECK(read(reader, "E"s).operation == "Stream Stop");
    CHECK(read(reader, insert(7, '6')).text == "public.acct INSERT id=6");
}

TEST_CASE("a streamed block whose beginning is missing is known by the tables it changes") {
    LogicalReader reader(Plugin::pgoutput, true);
    (void)read(reader, relation(7, "acct"));
    const auto streamed = "I\0\0\0\2\0\0\0\7N\0\1t\0\0\0\0015"s;
    CHECK(read(reader, streamed).changes == 0);
    reader.lose();
    CHECK(read(reader, streamed).text == "public.acct INSERT id=5");
    CHECK(read(reader, "E"s).operation == "Stream Stop");
    CHECK(read(reader, insert(7, '6')).text == "public.acct INSERT id=6");
    // Nothing is missing: it is what it says.
    CHECK(read(reader, streamed).changes == 0);
    reader.lose();
    CHECK(read(reader, insert(7, '6')).text == "public.acct INSERT id=6");
    CHECK(read(reader, streamed).changes == 0);
}

TEST_CASE("the columns of all tables together are bounded") {
    const auto wide = [](char oid) {
        constexpr int columns = 0x1400;
        auto message = "R\0\0\0"s + oid + "public\0wide\0d\x14\0"s;
        for (int i = 0; i < columns; ++i)
            message += "\0c\0\0\0\0\x17\xff\xff\xff\xff"s;
        return message;
    };
    LogicalReader reader(Plugin::pgoutput, false);
    // As often as it likes a table may be described.
    for (int i = 0; i < 20; ++i)
        (void)read(reader, wide(1));
    for (char oid = 2; oid <= 12; ++oid)
        (void)read(reader, wide(oid));
    CHECK(reader.relations_forgotten() == 0);
    (void)read(reader, wide(13));
    CHECK(reader.relations_forgotten() == 1);
    CHECK(read(reader, insert(13, '5')).relation == "public.wide");
}

TEST_CASE("a commit tells how long its delivery took, unless the clocks disagree") {
    LogicalReader reader(Plugin::pgoutput, false);
    // 2000-01-01 00:00:01 UTC.
    const auto commit = "C\0\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\2\0\0\0\0\0\x0f\x42\x40"s;
    constexpr pgoscope::PacketTime committed = 946'684'801'000'000'000;
    const auto payload = reader.read({pgoscope::as_bytes(commit), true}, committed + 5);
    CHECK(payload.ends_transaction);
    CHECK(payload.delay == 5);
    CHECK_FALSE(reader.read({pgoscope::as_bytes(commit), true}, committed - 1).delay);
}

TEST_CASE("test_decoding is recognized and its operations are told") {
    LogicalReader reader(Plugin::unknown, true);
    CHECK(read(reader, "BEGIN 747").operation == "BEGIN");
    CHECK(reader.plugin() == "test_decoding");
    const auto told = read(reader, "table public.acct: UPDATE: id[integer]:1 w[numeric]:3.30");
    CHECK(told.relation == "public.acct");
    CHECK(told.changes == 1);
}

TEST_CASE("types that a stream names are told by their names, domains read as what they are of") {
    LogicalReader reader(Plugin::pgoutput, true);
    (void)read(reader, "Y\0\0\x40\1public\0mood\0"s);
    (void)read(reader, "Y\0\0\x40\2\0int4\0"s);
    const auto relation = "R\0\0\0\7public\0t\0d\0\2"s + "\1m\0\0\0\x40\1\xff\xff\xff\xff"s +
                          "\0p\0\0\0\x40\2\xff\xff\xff\xff"s;
    const auto payload = reader.read({pgoscope::as_bytes(relation), true}, 0);
    REQUIRE(payload.table != nullptr);
    REQUIRE(payload.table->columns.size() == 2);
    CHECK(payload.table->columns[0].type_name == "public.mood");
    CHECK(payload.table->columns[1].type_name == "int4");
    const auto binary = "I\0\0\0\7N\0\2b\0\0\0\2okb\0\0\0\4\0\0\0\5"s;
    CHECK(read(reader, binary).text == "public.t INSERT m=\\x6f6b p=5");
}

TEST_CASE("binary values of types that a stream names are told as the server would print them") {
    LogicalReader reader(Plugin::pgoutput, true);
    const auto type = [](char oid, const std::string& name) {
        return "Y\0\0\x40"s + oid + "public\0"s + name + '\0';
    };
    for (const auto& message : {type(1, "hstore"), type(2, "citext"), type(3, "ltree"),
                                type(4, "pair"), type(5, "_hstore"), type(6, "mood")})
        (void)read(reader, message);
    const auto told = [&](char oid, const std::string& value) {
        (void)read(reader, "R\0\0\0\7public\0t\0d\0\1\1v\0\0\0\x40"s + oid + "\xff\xff\xff\xff");
        return read(reader, "I\0\0\0\7N\0\1b\0\0\0"s + static_cast<char>(value.size()) + value)
            .text;
    };
    const auto hstore = "\0\0\0\2\0\0\0\1a\0\0\0\0011\0\0\0\1b\xff\xff\xff\xff"s;
    CHECK(told(1, hstore) == R"(public.t INSERT v='"a"=>"1", "b"=>NULL')");
    CHECK(told(2, "AbC") == "public.t INSERT v=AbC");
    CHECK(told(3, "\1a.b") == "public.t INSERT v=a.b");
    // (int4 41, the hstore): a composite tells what its columns are.
    const auto pair = "\0\0\0\2\0\0\0\x17\0\0\0\4\0\0\0\x29\0\0\x40\1\0\0\0\x17"s;
    CHECK(told(4, pair + hstore) == R"(public.t INSERT v='(41,"""a""=>""1"", ""b""=>NULL")')");
    const auto array = "\0\0\0\1\0\0\0\0\0\0\x40\1\0\0\0\1\0\0\0\1\0\0\0\x17"s;
    CHECK(told(5, array + hstore) == R"(public.t INSERT v='{"\"a\"=>\"1\", \"b\"=>NULL"}')");
    // A label of an enumeration might be anything, as might bytes that are no hstore.
    CHECK(told(6, "sad") == R"(public.t INSERT v=\x736164)");
    CHECK(told(1, "sad") == R"(public.t INSERT v=\x736164)");
    // Nothing of it is beyond its end, nor are its columns of no type.
    CHECK(told(4, pair + hstore.substr(1)) ==
          "public.t INSERT v=\\x0000000200000017000000040000"
          "002900004001000000170000020000000161000000013100"
          "00000162ffffffff");
}

TEST_CASE("what was streamed or prepared can be rolled back") {
    LogicalReader reader(Plugin::pgoutput, false);
    const auto undoes = [&](const std::string& data) {
        return reader.read({pgoscope::as_bytes(data), true}, 0).undoes_transaction;
    };
    CHECK(undoes("A\0\0\0\2\0\0\0\2"s));
    CHECK_FALSE(undoes("A\0\0\0\2\0\0\0\3"s));  // a subtransaction only
    CHECK(undoes("r\0"s + std::string(32, '\0') + "\0\0\0\2g\0"s));
    CHECK_FALSE(undoes("E"));
}

TEST_CASE("what a rollback takes back of a streamed or prepared transaction is told") {
    LogicalReader reader(Plugin::pgoutput, false);
    (void)read(reader, relation(7, "acct"));
    const auto streamed = [&](char transaction, char subtransaction, int times) {
        (void)read(reader, "S\0\0\0"s + transaction + '\1');
        for (int i = 0; i < times; ++i)
            (void)read(reader, "I\0\0\0"s + subtransaction + "\0\0\0\7N\0\1t\0\0\0\0015"s);
        (void)read(reader, "E"s);
    };
    const auto undone = [&](const std::string& data) {
        std::uint64_t count = 0;
        for (const auto& change : reader.read({pgoscope::as_bytes(data), true}, 0).undone) {
            CHECK(change.operation == "INSERT");
            CHECK(change.relation == "public.acct");
            count += change.count;
        }
        return count;
    };
    const auto commit = [](char xid) { return "c\0\0\0"s + xid + '\0' + std::string(24, '\0'); };
    streamed(2, 2, 5);
    streamed(2, 3, 3);
    streamed(4, 4, 7);
    streamed(2, 3, 1);
    CHECK(reader.undecided().count() == 16);
    CHECK(undone("A\0\0\0\2\0\0\0\3"s) == 4);  // a subtransaction
    CHECK(undone("A\0\0\0\2\0\0\0\2"s) == 5);
    CHECK(undone(commit(4)) == 0);
    CHECK(reader.undecided().count() == 0);
    CHECK(undone("A\0\0\0\4\0\0\0\4"s) == 0);

    (void)read(reader, "b"s + std::string(24, '\0') + "\0\0\0\6g\0"s);
    (void)read(reader, insert(7, '1'));
    (void)read(reader, "P\0"s + std::string(24, '\0') + "\0\0\0\6g\0"s);
    (void)read(reader, insert(7, '2'));  // of another, which is committed when it is sent
    CHECK(reader.undecided().count() == 1);
    CHECK(undone("r\0"s + std::string(32, '\0') + "\0\0\0\6g\0"s) == 1);
    CHECK(reader.undecided().untold() == 0);
}

TEST_CASE("of very many subtransactions at once not all are kept apart, and that is told") {
    LogicalReader reader(Plugin::pgoutput, false);
    (void)read(reader, relation(7, "acct"));
    (void)read(reader, "S\0\0\0\2\1"s);
    constexpr unsigned subtransactions = 20'000;
    for (unsigned xid = 0; xid < subtransactions; ++xid)
        (void)read(reader, "I\0\1"s + static_cast<char>(xid >> 8U) + static_cast<char>(xid) +
                               "\0\0\0\7N\0\1t\0\0\0\0015"s);
    CHECK(reader.undecided().untold() > 0);
    CHECK(reader.undecided().count() + reader.undecided().untold() == subtransactions);
}

TEST_CASE("changes of a block whose beginning is missing may have been rolled back") {
    LogicalReader reader(Plugin::pgoutput, false);
    (void)read(reader, relation(7, "acct"));
    reader.lose();
    (void)read(reader, "I\0\0\0\2\0\0\0\7N\0\1t\0\0\0\0015"s);
    CHECK(reader.undecided().count() == 0);
    CHECK(reader.undecided().untold() == 1);
}

TEST_CASE("a transaction of wal2json in one message is a commit with its changes") {
    LogicalReader reader(Plugin::wal2json, false);
    const auto json = R"({"timestamp":"2000-01-01 00:00:01+00","change":[
        {"kind":"insert","schema":"public","table":"t"},
        {"kind":"insert","schema":"public","table":"t"}]})"s;
    constexpr pgoscope::PacketTime committed = 946'684'801'000'000'000;
    const auto payload = reader.read({pgoscope::as_bytes(json), true}, committed + 7);
    CHECK(payload.operation == "INSERT");
    CHECK(payload.changes.size() == 2);
    CHECK(payload.ends_transaction);
    CHECK(payload.delay == 7);
    CHECK_FALSE(payload.cut);
    const auto half = json.substr(0, json.size() / 2);
    CHECK(reader.read({pgoscope::as_bytes(half), false}, committed).cut);
}

TEST_CASE("a plugin that is not read here keeps its name, and its output where that is text") {
    LogicalReader reader(Plugin::other, true, "decoderbufs");
    CHECK(reader.plugin() == "decoderbufs");
    CHECK(read(reader, "Begin, as it were").text == "Begin, as it were");
    CHECK(read(reader, "\x08\x01"s).text.empty());
}

namespace {

struct Counted {
    std::uint64_t changes = 0;
    bool commits = false;
    bool cut = false;
};

/// Of one message of wal2json, of which `kept` bytes are kept and `missing` are missing at its end.
Counted read_ahead(const std::string& json, std::size_t kept, std::size_t missing = 0) {
    LogicalReader reader(Plugin::wal2json, false);
    const auto data = pgoscope::as_bytes(json);
    REQUIRE(reader.begin_ahead(data.first(kept)));
    auto rest = data.subspan(kept).first(json.size() - kept - missing);
    constexpr std::size_t piece = 1000;
    for (; !rest.empty(); rest = rest.subspan(std::min(piece, rest.size())))
        reader.go_on_ahead(rest.first(std::min(piece, rest.size())));
    const auto payload = reader.read({data.first(kept), missing == 0}, 0);
    Counted counted{.changes = 0, .commits = payload.ends_transaction, .cut = payload.cut};
    for (const auto& change : payload.changes)
        counted.changes += change.count;
    return counted;
}

}  // namespace

TEST_CASE("a transaction of wal2json that is too long to be kept is counted whole") {
    const auto change = R"({"kind":"insert","schema":"public","table":"t"})"s;
    auto json = R"({"change":[)" + change;
    constexpr std::uint64_t most_single_changes = 16'384;
    for (std::uint64_t i = 1; i < most_single_changes + 10; ++i)
        json += ',' + change;
    json += "]}";
    const auto counted = read_ahead(json, 100);
    CHECK(counted.changes == most_single_changes + 10);
    CHECK(counted.commits);
    CHECK_FALSE(counted.cut);
    // Without its end it is not committed, and something may have been changed there.
    const auto in_part = read_ahead(json, 100, 10);
    CHECK(in_part.changes == most_single_changes + 9);
    CHECK_FALSE(in_part.commits);
    CHECK(in_part.cut);
}

TEST_CASE("a change of format 2 is told by the beginning of its message") {
    const auto json =
        R"({"action":"U","schema":"public","table":"t","columns":[{"name":"big","value":")" +
        std::string(70'000, 'x') + "\"}]}";
    CHECK(read_ahead(json, 100).changes == 1);
    const auto in_part = read_ahead(json, 100, 10);
    CHECK(in_part.changes == 1);
    CHECK_FALSE(in_part.cut);
    LogicalReader reader(Plugin::wal2json, false);
    const auto payload = reader.read({pgoscope::as_bytes(json).first(100), false}, 0);
    CHECK(payload.changes.size() == 1);
    // The next message stands for itself.
    const auto next = R"({"action":"D","schema":"public","table":"t"})"s;
    CHECK(read(reader, next).operation == "DELETE");
    CHECK(read(reader, next).changes == 1);
}
