#include "dissectors/replication/commands.h"

#include <catch2/catch.hpp>

#include "tests/support/vectors.h"

using namespace pgoscope::dissectors::replication;

namespace {

ReplicationCommand read(std::string_view sql) {
    INFO(sql);
    auto command = read_replication_command(sql);
    REQUIRE(command.has_value());
    return *command;
}

std::string option(const ReplicationCommand& command, std::string_view name) {
    const auto* found = command.find_option(name);
    if (found == nullptr) return "(absent)";
    return found->value.value_or("(no value)");
}

}  // namespace

TEST_CASE("commands that live sessions contain") {
    std::vector<std::string_view> names;
    for (const auto& [file, section] :
         {std::pair{"pg15-protocol-3.0.txt", "back to logical replication connection"},
          std::pair{"pg15-protocol-3.0.txt", "physical replication commands"},
          std::pair{"pg18-protocol-3.2.txt",
                    "walsender physical: identify, timeline, base backup"}})
        for (const auto& message : vector_messages(file, section)) {
            if (message.tag != 'Q') continue;
            std::string_view sql = pgoscope::as_text(message.body);
            sql.remove_suffix(1);
            const auto command = read_replication_command(sql);
            names.push_back(command ? to_string(command->kind) : "SQL");
        }
    CHECK(names == std::vector<std::string_view>{
                       "START_REPLICATION", "SHOW", "SQL", "IDENTIFY_SYSTEM",
                       "READ_REPLICATION_SLOT", "TIMELINE_HISTORY", "BASE_BACKUP",
                       "UPLOAD_MANIFEST", "BASE_BACKUP", "IDENTIFY_SYSTEM", "START_REPLICATION"});
}

TEST_CASE("a logical stream with its options") {
    const auto command = read(
        "START_REPLICATION SLOT \"Sub 1\" LOGICAL 0/153B570 (proto_version '4', streaming "
        "'parallel', origin 'any', two_phase, publication_names '\"p1\",\"it''s\"')");
    CHECK(command.kind == CommandKind::start_replication);
    CHECK(command.stream == StreamKind::logical);
    CHECK(command.slot == "Sub 1");
    CHECK(command.start_lsn == 0x153B570);
    CHECK_FALSE(command.timeline.has_value());
    CHECK(command.options.size() == 5);
    CHECK(option(command, "proto_version") == "4");
    CHECK(option(command, "streaming") == "parallel");
    CHECK(option(command, "two_phase") == "(no value)");
    CHECK(option(command, "publication_names") == "\"p1\",\"it's\"");
    CHECK(option(command, "binary") == "(absent)");
}

TEST_CASE("a physical stream, with and without the word") {
    auto command = read("start_replication slot S1 physical 16/b374d848 timeline 7;");
    CHECK(command.stream == StreamKind::physical);
    CHECK(command.slot == "s1");
    CHECK(command.start_lsn == 0x16B374D848);
    CHECK(command.timeline == 7U);
    command = read("START_REPLICATION ABC/DEF");
    CHECK(command.stream == StreamKind::physical);
    CHECK(command.slot.empty());
    CHECK(command.start_lsn == 0xABC00000DEF);
}

TEST_CASE("slots are created in both syntaxes") {
    auto command = read(
        "CREATE_REPLICATION_SLOT \"s\" TEMPORARY LOGICAL pgoutput (SNAPSHOT "
        "'nothing', TWO_PHASE true)");
    CHECK(command.slot == "s");
    CHECK(command.temporary);
    CHECK(command.stream == StreamKind::logical);
    CHECK(command.plugin == "pgoutput");
    CHECK(option(command, "snapshot") == "nothing");
    CHECK(option(command, "two_phase") == "true");

    command = read("CREATE_REPLICATION_SLOT s LOGICAL \"test_decoding\" NOEXPORT_SNAPSHOT");
    CHECK_FALSE(command.temporary);
    CHECK(command.plugin == "test_decoding");
    CHECK(option(command, "noexport_snapshot") == "(no value)");

    command = read("CREATE_REPLICATION_SLOT s PHYSICAL RESERVE_WAL");
    CHECK(command.stream == StreamKind::physical);
    CHECK(command.plugin.empty());
    CHECK(option(command, "reserve_wal") == "(no value)");
}

TEST_CASE("the other commands about slots and timelines") {
    CHECK(read("DROP_REPLICATION_SLOT s WAIT").slot == "s");
    CHECK(option(read("DROP_REPLICATION_SLOT s WAIT"), "wait") == "(no value)");
    CHECK(option(read("ALTER_REPLICATION_SLOT s ( FAILOVER true )"), "failover") == "true");
    CHECK(read("READ_REPLICATION_SLOT nosuch").slot == "nosuch");
    CHECK(read("TIMELINE_HISTORY 12").timeline == 12U);
    CHECK(read("SHOW wal_level").parameter == "wal_level");
    CHECK(read("SHOW custom.setting").parameter == "custom.setting");
    CHECK(read("IDENTIFY_SYSTEM;").options.empty());
}

TEST_CASE("base backups in both syntaxes") {
    auto command =
        read("BASE_BACKUP (LABEL 'x', PROGRESS, MANIFEST 'yes', CHECKPOINT 'fast', WAL 0)");
    CHECK(option(command, "label") == "x");
    CHECK(option(command, "progress") == "(no value)");
    CHECK(option(command, "wal") == "0");
    command =
        read("BASE_BACKUP LABEL 'pg_basebackup base backup' PROGRESS FAST NOWAIT MAX_RATE 32");
    CHECK(option(command, "label") == "pg_basebackup base backup");
    CHECK(option(command, "fast") == "(no value)");
    CHECK(option(command, "max_rate") == "32");
    CHECK(command.options.size() == 5);
}

TEST_CASE("SQL is no replication command") {
    for (const auto* sql :
         {"", "select 1", "\"IDENTIFY_SYSTEM\"", "IDENTIFY_SYSTEMS", "'SHOW'", "-"})
        CHECK_FALSE(read_replication_command(sql).has_value());
}

TEST_CASE("any truncation of a command is read as far as it goes") {
    const std::string_view whole =
        "START_REPLICATION SLOT \"a\"\"b\" LOGICAL 0/1 (proto_version '4', p 'it''s', q 7)";
    for (std::size_t length = 0; length <= whole.size(); ++length) {
        const auto command = read_replication_command(whole.substr(0, length));
        CHECK(command.has_value() == (length >= 17));
        if (length > 29) CHECK(command->slot == "a\"b");
    }
}
