#!/usr/bin/python3
"""Asks a PostgreSQL for errors that quote values, and holds that --redact hides the values and shows the names.

    redaction_against_server.py PGOSCOPE HOST PORT LC_MESSAGES...

In each statement of STATEMENTS a planted value stands in place of `{v}`. What the session says and hears is recorded, and no
output of the capture may have a planted value, in whatever case. Statements with `$1` get it as a parameter. Where a message of the
server has the name that is given behind a statement, the redacted message must have it, too.
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile

from recorded_client import Client, Recording

SETUP = """
create extension dblink; create extension postgres_fdw; create extension file_fdw; create extension hstore; create extension ltree;
create extension cube; create extension isn;
create table rw (a int, note text, constraint rw_key unique (note));
create table acct (id int primary key, owner varchar(5) not null check (owner <> 'nobody'), born date, kind text);
create type mood as enum ('calm'); create domain small_text as varchar(4) check (value <> 'none');
create function raise_it(message text) returns int language plpgsql as $$ begin raise exception 'no user % here', message; end $$;
create function divide(a text) returns int language sql as $$ select a::int $$;
create function run_it(command text) returns void language plpgsql as $$ begin execute command; end $$;
create server loopback foreign data wrapper postgres_fdw options (host '127.0.0.1', port '1');
create server files foreign data wrapper file_fdw;
"""

# (statement, name that the message may have)
STATEMENTS = [
    ("copy rw from '/tmp/{v}'", None), ("copy rw to '/nowhere/{v}'", None), ("copy rw from program 'false {v}'", None),
    ("copy rw to program 'exit 3; {v}'", None), ("copy rw from stdin", None), ("copy rw from stdin with (format '{v}')", "format"),
    ("copy rw from stdin with (encoding '{v}')", "encoding"), ("copy rw from stdin with (null '{v}', delimiter '{v}')", None),
    ("copy rw ({v}_column) from stdin", None), ("copy acct from stdin csv header", "acct"),
    ("select '{v}'::mood", "mood"), ("select '{v}'::date", None), ("select '{v}'::timestamptz", None), ("select '{v}'::time", None),
    ("select '2020-99-99 {v}'::date", None), ("select '{v}'::int", None), ("select '{v}'::bigint", None), ("select '{v}'::oid", None),
    ("select '{v}'::numeric", None), ("select '{v}'::float8", None), ("select '{v}'::bool", None), ("select '{v}'::money", None),
    ("select '{v}'::uuid", None), ("select '{v}'::inet", None), ("select '{v}'::cidr", None), ("select '{v}'::macaddr", None),
    ("select '{v}'::point", None), ("select '{v}'::box", None), ("select '{v}'::path", None), ("select '{v}'::circle", None),
    ("select '{v}'::bit(4)", None), ("select '{v}'::varbit", None), ("select '\\x{v}'::bytea", None), ("select '{v}'::interval", None),
    ("select '{v}'::pg_lsn", None), ("select '{v}'::tid", None), ("select '{v}'::xid8", None), ("select '{v}'::regclass", None),
    ("select '{v}'::regproc", None), ("select '{v}'::regtype", None), ("select '{v}'::regrole", None), ("select '{v}'::regnamespace", None),
    ("select '{v}'::regconfig", None), ("select '{v}'::regoper", None), ("select '{v}.x.y.z'::regclass", None),
    ("select '\"{v}\".\"Some Table\"'::regclass", None), ("select '{v}(int'::regprocedure", None), ("select '{{{v}'::int[]", None),
    ("select '{{{v},1}}'::int[]", None), ("select '[{v}'::int4range", None), ("select '({v},)'::rw", None), ("select '{v} &'::tsquery", None),
    ("select '{v}:x'::tsvector", None), ("select '{{\"a\": {v}}}'::json", None), ("select '{{\"a\": {v}}}'::jsonb", None),
    ("select '$.{v}..'::jsonpath", None), ("select '<{v}>'::xml", None), ("select '{v}=>'::hstore", None), ("select '{v}..a'::ltree", None),
    ("select '({v}'::cube", None), ("select '{v}'::isbn", None), ("select xmlparse(document '<{v}>')", None),
    ("select xpath('{v}[', '<a/>')", None), ("select '{v}'::small_text", "small_text"), ("select 'none'::small_text, '{v}'", "small_text"),
    ("select 'x' ~ '({v}'", None), ("select 'a' like 'b' escape '{v}'", None), ("select regexp_replace('a', 'a', 'b', '{v}')", None),
    ("select now() at time zone '{v}'", None), ("select date_trunc('{v}', now())", None), ("select date_part('{v}', now())", None),
    ("select to_date('{v}', 'YYYY')", None), ("select to_timestamp('{v}', 'YYYY-MM')", None), ("select to_char(now(), '{v}'), 1/0", None),
    ("select to_number('{v}', '999')", None), ("select encode('x', '{v}')", None), ("select decode('{v}', 'hex')", None),
    ("select decode('{v}', 'base64')", None), ("select convert_from('x', '{v}')", None), ("select convert_to('x', '{v}')", None),
    ("select format('%{v}')", None), ("select format('%s %s', '{v}')", None), ("select chr(-1), '{v}'", None),
    ("select nextval('{v}')", None), ("select currval('{v}')", None), ("select to_tsvector('{v}', 'x')", None),
    ("select pg_relation_size('{v}')", None), ("select has_table_privilege('{v}', 'select')", None),
    ("select has_table_privilege('rw', '{v}')", None), ("select pg_size_bytes('{v}')", None), ("select pg_size_bytes('1 {v}')", None),
    ("select pg_read_file('{v}')", None), ("select pg_ls_dir('/{v}')", None), ("select pg_stat_file('{v}')", None),
    ("select lo_import('/nowhere/{v}')", None), ("select lo_export(1, '/nowhere/{v}')", None), ("load '{v}'", None),
    ("set timezone = '{v}'", "TimeZone"), ("set work_mem = '{v}'", "work_mem"), ("set datestyle = '{v}'", "DateStyle"),
    ("set client_encoding = '{v}'", "client_encoding"), ("set search_path_of = '{v}'", "search_path_of"),
    ("set default_tablespace = '{v}'", "default_tablespace"), ("set temp_tablespaces = '{v}'", None), ("set role '{v}'", None),
    ("set session authorization '{v}'", None), ("set statement_timeout = {v}", "statement_timeout"),
    ("set log_min_messages to {v}", "log_min_messages"), ("set timezone to {v}", "TimeZone"), ("select set_config('{v}.', 'x', false)", None),
    ("select set_config('work_mem', '{v}', false)", None), ("select current_setting('{v}')", None),
    ("alter system set work_mem = '{v}'", "work_mem"), ("alter role postgres set work_mem = '{v}'", "work_mem"),
    ("create role r1 valid until '{v}'", None), ("create database d1 template '{v}'", None), ("create database d1 encoding '{v}'", None),
    ("create database d1 lc_collate '{v}'", None), ("create tablespace t1 location '/{v}'", None), ("create collation c1 (locale = '{v}')", None),
    ("create function f1() returns int language c as '{v}', 'y'", None), ("create function f1() returns int language internal as '{v}'", None),
    ("create function f1() returns int language plpgsql as 'begin {v}'", None), ("create function f1() returns int language sql as 'select {v}'", None),
    ("do $$ begin raise exception 'user {v} not found'; end $$", None), ("do $$ begin raise notice 'user \"{v}\"'; end $$", None),
    ("do $$ begin raise exception using message = 'x', table = '{v}', column = '{v}', errcode = '22012'; end $$", None),
    ("do $$ begin assert false, 'not {v}'; end $$", None), ("do $$ begin execute 'selec {v}'; end $$", None),
    ("do $$ begin execute 'select * from {v}'; end $$", None), ("do $$ begin perform '{v}'::int; end $$", None),
    ("do language plpgsql '{v} bad'", None), ("select raise_it('{v}')", None), ("select divide('{v}')", None),
    ("select run_it('select * from {v}')", None), ("select run_it('drop table {v}')", None),
    ("select query_to_xml('{v} bad', true, false, '')", None), ("select ts_rewrite('a', '{v} bad')", None),
    ("insert into rw values ('{v}')", None), ("insert into rw values (1, '{v}'); insert into rw values (2, '{v}')", "rw_key"),
    ("insert into acct values (1, '{v}')", None), ("insert into acct values (1, 'nobody', null, '{v}')", "acct"),
    ("insert into acct (id, kind) values (1, '{v}')", "owner"), ("insert into acct (id, kinds) values (1, '{v}')", "kinds"),
    ("insert into acct values (1, 'x', '{v}')", None), ("update rw set a = '{v}'", None), ("delete from rw where a = '{v}'", None),
    ("select * from nowhere where a = '{v}'", "nowhere"), ("select missing from rw where note = '{v}'", "missing"),
    ("select rw.missing from rw where note = '{v}'", "missing"), ("select other.note from rw where note = '{v}'", "other"),
    ("select nofunction('{v}')", "nofunction"), ("select '{v}' + 1", None), ("select '{v}'::nosuchtype", "nosuchtype"),
    ("select array[1] || '{v}'", None), ("select case when true then 1 else '{v}' end", None), ("select 1 union select '{v}'", None),
    ("prepare transaction '{v}'", None), ("commit prepared '{v}'", None), ("rollback prepared '{v}'", None),
    ("begin; prepare transaction '{v}'; begin; prepare transaction '{v}'", None), ("execute noplan('{v}')", "noplan"),
    ("select dblink_connect('host={v}.invalid')", None), ("select dblink_connect('host=127.0.0.1 port=1 user={v}')", None),
    ("select dblink_connect('{v}')", None), ("select dblink_connect('{v}=x')", None), ("select dblink_exec('{v}', 'x')", None),
    ("select dblink_connect('host=127.0.0.1 port={port} dbname={v} user=postgres')", None),
    ("select dblink_connect('host=127.0.0.1 port={port} dbname=postgres user={v}')", None),
    ("select dblink('host=127.0.0.1 port={port} dbname=postgres user=postgres', 'select * from {v}')", None),
    ("create subscription s1 connection 'host={v}.invalid' publication p", None),
    ("create server s1 foreign data wrapper postgres_fdw options (fetch_size '{v}')", "fetch_size"),
    ("create server s1 foreign data wrapper postgres_fdw options (nooption '{v}')", "nooption"),
    ("create user mapping for public server loopback options (nooption '{v}')", "nooption"),
    ("create foreign table ft1 (a int) server files options (filename '/nowhere/{v}', format '{v}')", None),
    ("create foreign table ft2 (a int) server files options (filename '/nowhere/{v}'); select * from ft2", None),
    ("create publication p1 for table rw with (publish = '{v}')", None), ("create table t1 (a int) with (fillfactor = '{v}')", "fillfactor"),
    ("create index on rw (a) with (fillfactor = '{v}')", "fillfactor"), ("create text search dictionary x1 (template = simple, stopwords = '{v}')", None),
    ("create text search dictionary x1 (template = simple, nooption = '{v}')", None),
    ("security label for '{v}' on table rw is 'x'", None), ("select pg_create_logical_replication_slot('{v}', 'test_decoding')", None),
    ("select pg_create_logical_replication_slot('s', '{v}')", None), ("select pg_drop_replication_slot('{v}')", None),
    ("select pg_create_restore_point('{v}'), 1/0", None), ("select pg_notify('{v}', repeat('x', 9000))", None),
    ("comment on table nowhere is '{v}'", "nowhere"), ("create table nowhere.t (a text default '{v}')", "nowhere"),
    ("select * from generate_series(1, '{v}')", None), ("select '{v}", None), ("select $${v}", None), ("select /* {v}", None),
    ("select E'\\u{v}'", None), ("select U&'\\{v}'", None), ("explain (format '{v}') select 1", None), ("vacuum (parallel '{v}') rw", None),
    ("select * from rw tablesample system ('{v}')", None), ("fetch 1 from nocursor; select '{v}'", "nocursor"),
    ("lock table nowhere; select '{v}'", "nowhere"), ("drop table if exists nowhere; select '{v}'::int", "nowhere"),
    ("select $1::int", None), ("select $1::date", None), ("select $1::text::regclass", None), ("select $1::mood", "mood"),
    ("select nextval($1::text::regclass)", None), ("select pg_read_file($1)", None), ("select current_setting($1)", None),
    ("insert into rw values (1, $1), (2, $1)", "rw_key"), ("select raise_it($1)", None), ("select run_it('drop table ' || $1)", None),
    ("select dblink_connect($1)", None), ("select set_config('work_mem', $1, false)", None), ("select missing from rw where note = $1", "missing"),
    ("select to_tsvector($1::text::regconfig, 'x')", None), ("select now() at time zone $1", None), ("select pg_size_bytes($1)", None),
]


def ask_all(client, prefix, port):
    """What was planted, and of each message what it was asked for."""
    planted, asked = [], []
    for number, (statement, name) in enumerate(STATEMENTS):
        value = f"Zq{number}{prefix}Pl4nt"
        sql = statement.replace("{{", "\1").replace("}}", "\2").replace("{v}", value).replace("{port}", str(port))
        sql = sql.replace("\1", "{").replace("\2", "}")
        said = client.execute(sql, value) if "$1" in statement else client.query(sql)
        said += client.query("rollback")
        planted.append(value)
        asked.append((sql, name, [message.get("M", "") for message in said]))
    return planted, asked


def shown_messages(timeline):
    return [event["fields"].get("message", "") for event in map(json.loads, timeline.splitlines())
            if event["type"] == "message" and event["name"] in ("ErrorResponse", "NoticeResponse")]


def run(program, capture, verb, form):
    return subprocess.run([program, verb, capture, "--redact", "--top", "0", "--format", form, "--color", "never"],
                          check=True, capture_output=True).stdout.decode()


def judge(program, capture, planted, asked):
    complaints = []
    for verb in ("timeline", "errors", "report", "latency"):
        for form in ("json", "text"):
            output = run(program, capture, verb, form).lower()
            for value, (sql, _, messages) in zip(planted, asked):
                if value.lower() in output and not is_bare(value, sql):
                    complaints.append(f"{verb} {form} shows a value of: {sql}\n    {messages}")
    messages = [(message, name) for _, name, said in asked for message in said]
    shown = shown_messages(run(program, capture, "timeline", "json"))
    assert len(shown) == len(messages), (len(shown), len(messages))
    for (message, name), redacted in zip(messages, shown):
        if name and name in message and name not in redacted:
            complaints.append(f"{name} is not shown of: {message}\n    {redacted}")
    for value, (sql, _, _) in zip(planted, asked):
        if any(value.lower() in message.lower() for message in shown) and "_column" not in sql:
            complaints.append(f"a message shows a value of: {sql}")
    return complaints


def is_bare(value, sql):
    """The statement has it without quotes, as its normalized text has."""
    return re.search(rf"(=|to|\() ?{value}", sql) is not None


def main():
    program, host, port, *languages = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        capture = str(pathlib.Path(folder) / "unused.pcap")
        Client(Recording(capture), host, int(port), user="postgres", database="postgres").query(SETUP)
        failures = 0
        for number, language in enumerate(languages):
            capture = str(pathlib.Path(folder) / f"{language}.pcap")
            recording = Recording(capture)
            client = Client(recording, host, int(port), user="postgres", database="postgres", client_encoding="UTF8",
                            lc_messages=language)
            planted, asked = ask_all(client, f"L{number}", port)
            client.close()
            recording.close()
            complaints = judge(program, capture, planted, asked)
            failures += len(complaints)
            print("\n".join(complaints))
            print(f"{language}: {len(STATEMENTS)} statements, {sum(len(said) for _, _, said in asked)} messages, {len(complaints)} complaints")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
