"""The extended query protocol: as psycopg speaks it, then every variation that drivers are allowed."""

import datetime
import decimal
import struct
import uuid

import psycopg

from pgwire import (FLUSH, PORTAL, STATEMENT, SYNC, Connection, bind, close, describe, execute, parse, query)

INT4, TEXT = 23, 25


def through_a_driver():
    values = [True, 7, 1 << 40, decimal.Decimal("12345.6789"), 1.5, "naïve", b"\x00\xff", None,
              datetime.date(2026, 1, 2), datetime.datetime(2026, 1, 2, 3, 4, 5, 678901, datetime.timezone.utc),
              uuid.UUID(int=1), [1, None, 3], ["a", "b,c"]]
    types = "bool int4 int8 numeric float8 text bytea text date timestamptz uuid int4[] text[]".split()
    sql = "select " + ", ".join(f"%s::{name} as {name.replace('[]', '_array')}" for name in types)
    with psycopg.connect(autocommit=True) as connection:
        connection.execute(sql, values)
        connection.cursor(binary=True).execute(sql.replace("%s", "%b"), values)
        for customer in range(1, 4):
            connection.execute("select name from customer where id = %s", [customer], prepare=True)
        connection.execute("insert into account values (%s, %s), (%s, %s)", [101, 1, 102, 2])
        connection.execute("update account set balance = balance + %s where id > %s", [5, 100])
        connection.execute("delete from account where id > %s", [100])


def every_binary_type(server):
    """Results of the built-in types in binary, which the driver above only asks for by its own rules."""
    server.ask(
        parse("", "select '1.1.1.1/8'::inet, '08:00:2b:01:02:03'::macaddr, '1 day 02:03:04'::interval, '12:00:00+02'::timetz,"
                  " '12:34:56.789'::time, '2026-01-02'::timestamp, '-0.00012'::numeric, 'NaN'::numeric, '{\"a\": [1]}'::jsonb,"
                  " '{}'::json, b'10110'::varbit, '(1,2)'::point, '((0,0),(1,1))'::box, 'c'::\"char\", 'name'::name,"
                  " 42::oid, '16/B374D848'::pg_lsn, '[1,10)'::int4range, '{[1,2),[5,6)}'::int4multirange, row(1, 'x'),"
                  " array[[1,2],[3,4]], '1.23'::money, 1.5::float4, 3::int2, 'infinity'::timestamptz, null::int4,"
                  " 'fat & rat'::tsquery, 'a:1 b:2'::tsvector, '<a/>'::xml, '$.a'::jsonpath"),
        bind("", "", result_formats=[1]), describe(PORTAL, ""), execute(""), SYNC)


def statements_and_portals(server):
    # A named statement described before it is bound; parameters of given and of inferred type.
    server.ask(parse("find", "select id, name from customer where id = $1 or name = $2", [INT4]), describe(STATEMENT, "find"), SYNC)
    # One format for all, one format each, none at all; NULL parameters; a named portal.
    server.ask(bind("found", "find", [struct.pack("!i", 3), b"customer 4"], [1, 0], [0, 1]), describe(PORTAL, "found"),
               execute("found"), close(PORTAL, "found"), SYNC)
    server.ask(bind("", "find", [None, None]), execute(""), SYNC)
    # Rows that no RowDescription announces: only the statement's own description tells their columns.
    server.ask(bind("", "find", [b"5", b""], result_formats=[1]), execute(""), SYNC)
    # A statement without result, an empty one, and the unnamed one replaced.
    server.ask(parse("", "set application_name to 'extended'"), describe(STATEMENT, ""), bind("", ""), describe(PORTAL, ""), execute(""), SYNC)
    server.ask(parse("", ""), bind("", ""), describe(PORTAL, ""), execute(""), SYNC)
    server.ask(parse("", "select $1::text || $2", [TEXT, 0]), bind("", "", [b"left ", b"right"]), describe(PORTAL, ""), execute(""), SYNC)
    # Flush instead of Sync: replies arrive although the group goes on.
    server.send(parse("", "select generate_series(1, 3)"), FLUSH)
    server.until(b"1")
    server.send(bind("", ""), describe(PORTAL, ""), FLUSH)
    server.until(b"T")
    server.ask(execute(""), SYNC)
    # Closing what exists and what does not.
    server.ask(close(STATEMENT, "find"), close(STATEMENT, "never-there"), close(PORTAL, "never-there"), SYNC)


def errors(server):
    server.ask(parse("", "select nothing from nowhere"), bind("", ""), execute(""), SYNC)
    server.ask(parse("twice", "select 1"), parse("twice", "select 2"), SYNC)
    server.ask(bind("", "not-prepared"), execute(""), SYNC)
    server.ask(execute("no-portal"), SYNC)
    server.ask(describe(STATEMENT, "not-prepared"), SYNC)
    server.ask(parse("", "select $1::int"), bind("", "", [b"seven"]), execute(""), SYNC)
    server.ask(parse("", "select $1::int"), bind("", "", [b"\0\0"], [1]), execute(""), SYNC)
    server.ask(parse("", "select $1::int"), bind("", "", []), execute(""), SYNC)
    server.ask(parse("", "select 10 / $1::int"), bind("", "", [b"0"]), describe(PORTAL, ""), execute(""), SYNC)
    server.ask(parse("", "select 1; select 2"), SYNC)
    # Rows first, then the error.
    server.ask(parse("", "select 10 / (3 - n) from generate_series(1, 5) n"), bind("", ""), describe(PORTAL, ""), execute(""), SYNC)


def transaction(server):
    server.ask(query("begin"))
    server.ask(parse("", "update account set balance = balance - $1 where id = $2"),
               bind("", "", [b"1000", b"1"]), execute(""), SYNC)
    server.ask(parse("", "select 1"), bind("", ""), execute(""), SYNC)
    server.ask(query("rollback"))


through_a_driver()
with Connection() as raw:
    raw.start(application_name="raw")
    every_binary_type(raw)
    statements_and_portals(raw)
    errors(raw)
    transaction(raw)
    raw.terminate()
