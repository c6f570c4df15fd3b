#include <catch2/catch.hpp>

#include "dissectors/logical/change_text.h"
#include "dissectors/logical/dissect.h"
#include "dissectors/logical/plugin.h"
#include "dissectors/replication/wal_messages.h"
#include "tests/support/vectors.h"

using namespace pgoscope;
using namespace pgoscope::dissectors;
using namespace pgoscope::dissectors::logical;

namespace {

/// What pgoutput wrote into the XLogData of a live PostgreSQL 15, protocol version 3.
std::vector<OwnedBytes> live_messages() {
    std::vector<OwnedBytes> messages;
    for (const auto& message :
         vector_messages("pg15-protocol-3.0.txt", "back to logical replication connection")) {
        if (message.tag != 'd') continue;
        const auto wal = replication::dissect_wal_message(message.direction, message.body, true);
        if (const auto* data = std::get_if<replication::XLogData>(&wal))
            messages.emplace_back(data->data.begin(), data->data.end());
    }
    return messages;
}

std::string change_text(const Relation& relation, const Message& message,
                        const ChangeTextOptions& options = {}) {
    std::string text;
    if (const auto* insert = std::get_if<Insert>(&message))
        append_change(relation, *insert, text, options);
    else if (const auto* update = std::get_if<Update>(&message))
        append_change(relation, *update, text, options);
    else if (const auto* removal = std::get_if<Delete>(&message))
        append_change(relation, *removal, text, options);
    return text;
}

/// TupleData in hex, of text values but for `NULL` and `unchanged`.
std::string tuple(const std::vector<std::string>& values) {
    const auto hex = [](std::size_t number, int digits) {
        std::string text;
        for (int i = digits - 1; i >= 0; --i)
            text += "0123456789abcdef"[number >> (4 * i) & 15U];
        return text;
    };
    std::string text = hex(values.size(), 4);
    for (const auto& value : values) {
        if (value == "NULL" || value == "unchanged") {
            text += value == "NULL" ? "6e" : "75";
            continue;
        }
        text += "74" + hex(value.size(), 8);
        for (const auto character : value)
            text += hex(static_cast<unsigned char>(character), 2);
    }
    return text;
}

const Relation d1{16384,
                  "public",
                  "d1",
                  'd',
                  {{"id", 23, -1, true}, {"w", 1700, -1, false}, {"note", 25, -1, false}}};

std::string told(const Relation& relation, const std::string& hex,
                 const ChangeTextOptions& options = {}) {
    const auto bytes = bytes_of_hex(hex);
    const auto dissection = dissect_pgoutput({bytes, true}, false);
    INFO(hex);
    CHECK(dissection.malformation == v3::Malformation::none);
    return change_text(relation, dissection.message, options);
}

}  // namespace

TEST_CASE("a live stream, message by message") {
    std::vector<std::string> names;
    std::vector<std::string> changes;
    Relation relation;
    for (const auto& bytes : live_messages()) {
        const auto dissection = dissect_pgoutput({bytes, true}, false);
        REQUIRE(dissection.malformation == v3::Malformation::none);
        names.emplace_back(name_of(dissection.message));
        if (const auto* message = std::get_if<RelationMessage>(&dissection.message))
            relation = relation_of(*message);
        auto text = change_text(relation, dissection.message);
        if (!text.empty()) changes.push_back(text);
    }
    CHECK(names == std::vector<std::string>{"Begin", "Relation", "Insert", "Commit", "Begin",
                                            "Relation", "Update", "Delete", "Relation", "Truncate",
                                            "Message", "Commit"});
    CHECK(changes == std::vector<std::string>{"public.t INSERT a=10 b=ten c=10.5",
                                              "public.t UPDATE a=10: b ten -> TEN",
                                              "public.t DELETE a=10 b=TEN c=10.5"});
    CHECK(relation == Relation{16384,
                               "public",
                               "t",
                               'f',
                               {{"a", 23, -1, true}, {"b", 25, -1, true}, {"c", 1700, -1, true}}});
}

TEST_CASE(
    "of a name that no server has a part is kept, however many columns and changes repeat it") {
    const std::string name(60'000, 'x');
    RelationMessage message;
    message.schema = name;
    message.name = name;
    TypeMessage type_message;
    type_message.schema = name;
    type_message.name = name;
    const auto type = type_of(type_message);
    CHECK(type.schema.size() == longest_kept_name);
    CHECK(type.name.size() == longest_kept_name);
    const auto relation = relation_of(message);
    CHECK(relation.schema.size() == longest_kept_name);
    CHECK(relation.table.size() == longest_kept_name);
}

TEST_CASE("fields of a live stream") {
    const auto messages = live_messages();
    const auto first = dissect_pgoutput({messages[0], true}, false);
    const auto begin = std::get<Begin>(first.message);
    CHECK(begin.final_lsn == 0x153b5f8);
    CHECK(begin.xid == 729);
    CHECK(begin.commit_time == 0x303bad9ed8ccb);
    const auto fourth = dissect_pgoutput({messages[3], true}, false);
    CHECK(std::get<Commit>(fourth.message).end_lsn == 0x153b628);
    const auto tenth = dissect_pgoutput({messages[9], true}, false);
    const auto truncate = std::get<Truncate>(tenth.message);
    CHECK(truncate.relations.count() == 1);
    CHECK(truncate.relations.begin()->oid == 16384);
    const auto eleventh = dissect_pgoutput({messages[10], true}, false);
    const auto message = std::get<LogicalMessage>(eleventh.message);
    CHECK(message.flags == 1);
    CHECK(message.prefix == "pfx");
    CHECK(as_text(message.content) == "msg");
}

TEST_CASE("every truncation is malformed when whole, and no malformation when cut") {
    for (const auto& bytes : live_messages())
        for (std::size_t length = 0; length < bytes.size(); ++length) {
            const auto cut = Bytes(bytes).first(length);
            if (dissect_pgoutput({cut, true}, false).malformation !=
                v3::Malformation::field_overrun)
                FAIL(bytes.front() << " " << length);
            if (dissect_pgoutput({cut, false}, false).malformation != v3::Malformation::none)
                FAIL(bytes.front() << " " << length);
        }
    SUCCEED();
}

TEST_CASE("in a streamed block changes begin with an xid") {
    for (const auto& bytes : live_messages()) {
        const std::string_view with_xid = "RYIUDTM";
        if (with_xid.find(static_cast<char>(bytes.front())) == std::string_view::npos) continue;
        OwnedBytes streamed{bytes.front(), 0, 0, 2, 0xd9};
        streamed.insert(streamed.end(), bytes.begin() + 1, bytes.end());
        const auto dissection = dissect_pgoutput({streamed, true}, true);
        CHECK(dissection.malformation == v3::Malformation::none);
        std::visit(
            [](const auto& message) {
                if constexpr (requires { message.xid.has_value(); }) CHECK(message.xid == 729U);
            },
            dissection.message);
    }
}

TEST_CASE("messages of versions 2 to 4") {
    const auto read = [](const std::string& hex) {
        static OwnedBytes bytes;
        bytes = bytes_of_hex(hex);
        const auto dissection = dissect_pgoutput({bytes, true}, false);
        INFO(hex);
        CHECK(dissection.malformation == v3::Malformation::none);
        return dissection.message;
    };
    const std::string lsn = "000000000153b570";
    const std::string time = "000303bad9ed8ccb";

    auto message = read("53 000002d9 01");
    CHECK(std::get<StreamStart>(message).xid == 729);
    CHECK(std::get<StreamStart>(message).first_segment);
    CHECK(least_version(message) == 2);
    CHECK(std::holds_alternative<StreamStop>(read("45")));
    message = read("63 000002d9 00" + lsn + lsn + time);
    CHECK(std::get<StreamCommit>(message).end_lsn == 0x153b570);

    message = read("41 000002d9 000002da");
    CHECK(std::get<StreamAbort>(message).subtransaction_xid == 730);
    CHECK_FALSE(std::get<StreamAbort>(message).abort_lsn.has_value());
    CHECK(least_version(message) == 2);
    message = read("41 000002d9 000002da" + lsn + time);
    CHECK(std::get<StreamAbort>(message).abort_lsn == 0x153b570U);
    CHECK(least_version(message) == 4);

    message = read("62" + lsn + lsn + time + "000002d9 67 31 00");
    CHECK(std::get<BeginPrepare>(message).gid == "g1");
    message = read("50 00" + lsn + lsn + time + "000002d9 67 31 00");
    CHECK(std::get<Prepare>(message).xid == 729);
    CHECK(name_of(message) == "Prepare");
    message = read("4b 00" + lsn + lsn + time + "000002d9 67 31 00");
    CHECK(std::get<CommitPrepared>(message).gid == "g1");
    message = read("72 00" + lsn + lsn + time + time + "000002d9 67 31 00");
    CHECK(std::get<RollbackPrepared>(message).rollback_time == 0x303bad9ed8ccb);
    message = read("70 00" + lsn + lsn + time + "000002d9 67 31 00");
    CHECK(std::get<StreamPrepare>(message).gid == "g1");
    CHECK(name_of(message) == "Stream Prepare");
    CHECK(least_version(message) == 3);

    message = read("4f" + lsn + "6f 00");
    CHECK(std::get<Origin>(message).name == "o");
    message = read("59 00004001 00 6d6f6f64 00");
    CHECK(type_of(std::get<TypeMessage>(message)) == Type{16385, "pg_catalog", "mood"});
}

TEST_CASE("what is no message") {
    const auto malformation = [](const std::string& hex) {
        const auto bytes = bytes_of_hex(hex);
        return dissect_pgoutput({bytes, true}, false).malformation;
    };
    CHECK(malformation("7a 00") == v3::Malformation::unknown_type);
    CHECK(malformation("45 00") == v3::Malformation::trailing_bytes);
    CHECK(malformation("") == v3::Malformation::field_overrun);
    CHECK(malformation("49 00004000 4b 0000") == v3::Malformation::invalid_value);
    CHECK(malformation("49 00004000 4e 0001 78") == v3::Malformation::field_overrun);
    CHECK(malformation("54 ffffffff 00 00004000") == v3::Malformation::field_overrun);
}

TEST_CASE("changes for people to read") {
    CHECK(told(d1, "49 00004000 4e" + tuple({"1", "1.10", "NULL"})) ==
          "public.d1 INSERT id=1 w=1.10 note=NULL");
    CHECK(told(d1, "49 00004000 4e" + tuple({"1", "", "it's so"})) ==
          "public.d1 INSERT id=1 w='' note='it''s so'");
    CHECK(told(d1, "49 00004000 4e" + tuple({"1", "2", "3", "4"})) ==
          "public.d1 INSERT id=1 w=2 note=3 column4=4");

    CHECK(told(d1, "55 00004000 4e" + tuple({"1", "3.30", "unchanged"})) ==
          "public.d1 UPDATE id=1: w=3.30 note=(unchanged)");
    CHECK(told(d1, "55 00004000 4b" + tuple({"1", "NULL", "NULL"}) + "4e" +
                       tuple({"2", "3.30", "unchanged"})) ==
          "public.d1 UPDATE id=1: id 1 -> 2 w=3.30 note=(unchanged)");
    CHECK(told(d1, "55 00004000 4f" + tuple({"1", "1.10", "x"}) + "4e" +
                       tuple({"1", "3.30", "unchanged"})) ==
          "public.d1 UPDATE id=1: w 1.10 -> 3.30");
    CHECK(told(d1, "55 00004000 4f" + tuple({"1", "1.10", "NULL"}) + "4e" +
                       tuple({"1", "1.10", "y"})) == "public.d1 UPDATE id=1: note NULL -> y");
    CHECK(told(d1, "55 00004000 4f" + tuple({"1", "1.10", "x"}) + "4e" +
                       tuple({"1", "1.10", "x"})) == "public.d1 UPDATE id=1: nothing changed");

    CHECK(told(d1, "44 00004000 4b" + tuple({"1", "NULL", "NULL"})) == "public.d1 DELETE id=1");
    CHECK(told(d1, "44 00004000 4f" + tuple({"1", "1.10", "x"})) ==
          "public.d1 DELETE id=1 w=1.10 note=x");
}

TEST_CASE("a change of which the end is not at hand says so") {
    const auto in_part = [](const std::string& hex, std::size_t missing) {
        const auto bytes = bytes_of_hex(hex);
        const pgoscope::Bytes kept(bytes.data(), bytes.size() - missing);
        return change_text(d1, dissect_pgoutput({kept, false}, false).message, {});
    };
    const auto full =
        "55 00004000 4f" + tuple({"1", "1.10", "x"}) + "4e" + tuple({"1", "3.30", "x"});
    CHECK(in_part(full, 1) == "public.d1 UPDATE id=1: w 1.10 -> 3.30 ...");
    CHECK(in_part(full, 9) == "public.d1 UPDATE id=1: ...");
    CHECK(in_part("55 00004000 4e" + tuple({"1", "3.30", "x"}), 8) == "public.d1 UPDATE id=1: ...");
    CHECK(in_part("49 00004000 4e" + tuple({"1", "3.30", "x"}), 1) ==
          "public.d1 INSERT id=1 w=3.30 ...");
}

TEST_CASE("binary columns are printed as PostgreSQL would") {
    const std::string id = "62 00000004 00000007";
    CHECK(told(d1, "49 00004000 4e 0002" + id + "62 0000000a 0001 0000 0000 0001 0005") ==
          "public.d1 INSERT id=7 w=5.0");
    CHECK(told(d1, "49 00004000 4e 0002" + id + "62 00000001 00") ==
          "public.d1 INSERT id=7 w=(malformed)");
}

TEST_CASE("a long change is cut") {
    const auto hex = "49 00004000 4e" + tuple({"1", std::string(100, '9'), "x"});
    ChangeTextOptions options;
    options.max_length = 30;
    const auto text = told(d1, hex, options);
    CHECK(text == "public.d1 INSERT id=1 w=99 ...");
    options = {};
    options.value.max_length = 10;
    CHECK(told(d1, hex, options) == "public.d1 INSERT id=1 w=9999999... note=x");
}

TEST_CASE("plugins by name, options and data") {
    CHECK(plugin_named("pgoutput") == Plugin::pgoutput);
    CHECK(plugin_named("decoderbufs") == Plugin::other);
    CHECK(plugin_named("") == Plugin::unknown);
    const auto by_options = [](std::string_view options) {
        const auto command = replication::read_replication_command(
            "START_REPLICATION SLOT s LOGICAL 0/0 (" + std::string(options) + ")");
        return plugin_of_options(*command);
    };
    CHECK(by_options("proto_version '1', publication_names 'p'") == Plugin::pgoutput);
    CHECK(by_options("\"format-version\" '2'") == Plugin::wal2json);
    CHECK(by_options("\"skip-empty-xacts\" '1'") == Plugin::test_decoding);
    CHECK(by_options("\"include-xids\" '0'") == Plugin::unknown);
    for (const auto& bytes : live_messages())
        CHECK(plugin_of_data(bytes) == Plugin::pgoutput);
    CHECK(plugin_of_data(bytes_of("{\"change\":[]}")) == Plugin::wal2json);
    CHECK(plugin_of_data(bytes_of("BEGIN 729")) == Plugin::test_decoding);
    CHECK(plugin_of_data(bytes_of("Hello")) == Plugin::unknown);
    CHECK(plugin_of_data({}) == Plugin::unknown);
}

TEST_CASE("random messages") {
    std::mt19937 random(1);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same bytes every time
    const std::string_view letters = "BCORYIUDTMSEcAbPKrp";
    for (int round = 0; round < 20'000; ++round) {
        auto bytes = random_bytes(random, 60);
        if (!bytes.empty()) bytes.front() = static_cast<std::uint8_t>(letters[random() % 19]);
        const auto dissection = dissect_pgoutput({bytes, random() % 2 == 0}, random() % 2 == 0);
        (void)change_text(d1, dissection.message);
        if (const auto* message = std::get_if<RelationMessage>(&dissection.message))
            (void)relation_of(*message);
    }
    SUCCEED();
}
