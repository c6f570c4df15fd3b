#include "analyzer/sql/command.h"

#include <catch2/catch.hpp>

using pgoscope::sql::Command;
using pgoscope::sql::command_target;

namespace {

struct Example {
    const char* sql;
    Command command;
    const char* name;
    bool all;
};

}  // namespace

TEST_CASE("leading keywords say what a statement does, and to what") {
    const auto [sql, command, name, all] = GENERATE(values<Example>({
        {"SELECT 1", Command::select, "", false},
        {"((select 1))", Command::select, "", false},
        {"values (1)", Command::select, "", false},
        {"with a as (insert into t select 1) update t set b = 1", Command::update, "", false},
        {"with recursive a as (select 1), b as (select 2) delete from t", Command::delete_, "",
         false},
        {"/* hint */ insert into t values (1)", Command::insert, "", false},
        {"begin isolation level serializable", Command::begin, "", false},
        {"start transaction", Command::begin, "", false},
        {"end", Command::commit, "", false},
        {"abort", Command::rollback, "", false},
        {"rollback work", Command::rollback, "", false},
        {"rollback transaction to savepoint A", Command::rollback_to, "a", false},
        {"rollback to \"A\"", Command::rollback_to, "A", false},
        {"savepoint S1", Command::savepoint, "s1", false},
        {"release savepoint s", Command::release, "s", false},
        {"prepare transaction 'g'", Command::prepare_transaction, "", false},
        {"commit prepared 'g'", Command::commit_prepared, "", false},
        {"rollback prepared 'g'", Command::rollback_prepared, "", false},
        {"prepare P (int) as select $1", Command::prepare, "p", false},
        {"execute \"P\"\"x\"(1)", Command::execute, "P\"x", false},
        {"DEALLOCATE PREPARE Foo", Command::deallocate, "foo", false},
        {"deallocate all", Command::deallocate, "", true},
        {"deallocate \"all\"", Command::deallocate, "all", false},
        {"close C", Command::close, "c", false},
        {"CLOSE ALL", Command::close, "", true},
        {"close \"unfinished", Command::close, "unfinished", false},
        {"discard all", Command::discard, "", true},
        {"discard plans", Command::discard, "plans", false},
        {"declare c scroll cursor for select 1", Command::declare, "c", false},
        {"fetch forward 10 from \"C 1\"", Command::fetch, "C 1", false},
        {"fetch c", Command::fetch, "c", false},
        {"move absolute -1 in c", Command::move, "c", false},
        {"listen Chan", Command::listen, "chan", false},
        {"unlisten *", Command::unlisten, "", true},
        {"notify chan, 'x'", Command::notify, "chan", false},
        {"copy t from stdin", Command::copy, "", false},
        {"create table t (a int)", Command::other, "", false},
        {"\"select\"", Command::other, "", false},
        {"", Command::other, "", false},
    }));
    INFO(sql);
    const auto target = command_target(sql);
    CHECK(target.command == command);
    CHECK(target.name == name);
    CHECK(target.all == all);
}
