"""Values of every type with a binary format, in text and in binary: as results, parameters and COPY rows."""

import struct

from pgwire import COPY_DONE, PORTAL, SYNC, Connection, bind, copy_data, describe, execute, parse, query

# Two rows: one of ordinary values, one of extremes. A third is all NULL.
VALUES = {
    "bool": ("true", "false"), '"char"': ("'A'", "'~'"), "int2": ("-2", "32767"), "int4": ("1000000", "-2147483648"),
    "int8": ("1234567890123", "-9223372036854775808"), "oid": ("16384", "4294967295"), "xid": ("'100'", "'4294967295'"),
    "cid": ("'3'", "'0'"), "xid8": ("'4294967297'", "'18446744073709551615'"), "regclass": ("'pg_class'", "'0'"),
    "float4": ("1.5", "'-Infinity'"), "float8": ("-0.1", "'NaN'"), "numeric": ("-12345.678", "'Infinity'"),
    "numeric(40,10)": ("'123456789012345678901234567890.0123456789'", "0"), "money": ("12.34", "-1234567.89"),
    "text": ("'naïve €'", "''"), "varchar(12)": ("'varchar'", "''"), "char(8)": ("'abcd'", "''"), "name": ("'a name'", "''"),
    "bytea": (r"'\x00ff27'", "''"), "json": ("""'{"a": [1, null]}'""", "'null'"), "jsonb": ("""'{"a": [1, null]}'""", "'[]'"),
    "jsonpath": ("'$.a[*] ? (@ > 1)'", "'strict $'"), "xml": ("'<a b=\"c\">d</a>'", "'<e/>'"),
    "date": ("'2024-02-29'", "'-infinity'"), "time": ("'12:34:56.789'", "'24:00'"), "timetz": ("'12:00+02'", "'00:00-15:59'"),
    "timestamp": ("'1999-12-31 23:59:59'", "'infinity'"), "timestamptz": ("'2026-01-02 03:04:05.678901+00'", "'0044-03-15 12:00 BC'"),
    "interval": ("'1 year 2 mons 3 days 04:05:06.7'", "'-1 mons +1 day -00:00:01'"), "uuid": ("'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'",) * 2,
    "inet": ("'192.168.1.5/24'", "'2001:db8::1'"), "cidr": ("'10.0.0.0/8'", "'::/0'"), "macaddr": ("'08:00:2b:01:02:03'",) * 2,
    "macaddr8": ("'08:00:2b:01:02:03:04:05'",) * 2, "bit(3)": ("B'101'", "B'000'"), "varbit": ("B'1011001110001'", "B''"),
    "point": ("'(1.5,-2)'", "'(Infinity,0)'"), "lseg": ("'[(0,0),(1,1)]'",) * 2, "box": ("'(2,2),(1,1)'",) * 2, "line": ("'{1,-1,0.5}'",) * 2,
    "circle": ("'<(1,2),3>'",) * 2, "path": ("'[(0,0),(1,2)]'", "'((0,0),(1,2))'"), "polygon": ("'((0,0),(1,0),(1,1))'",) * 2,
    "tid": ("'(5,7)'",) * 2, "pg_lsn": ("'16/B374D848'", "'0/0'"), "int4[]": ("'{1,NULL,3}'", "'{}'"),
    "text[]": ("""'{{"a b",NULL},{"c,d","\\\\"}}'""", "'[0:1]={x,y}'"), "int2vector": ("'1 2 3'", "'7'"), "oidvector": ("'23 25'", "'0'"),
    "int4range": ("'[1,10)'", "'empty'"), "numrange": ("'(,1.5]'", "'(,)'"), "tstzrange": ("'[2026-01-01,infinity)'",) * 2,
    "daterange": ("'[2026-01-01,2026-02-01)'", "'empty'"), "int4multirange": ("'{[1,3),[5,9)}'", "'{}'"),
    "tsvector": ("'fat:2A cat:3 rat:4B,7'", "''"), "tsquery": ("'fat & (rat:AB | !cat:*) <2> dog'", "'!a'"),
    "pg_snapshot": ("'10:20:10,14,15'", "'1:1:'"), "address": ("row('Main ''street''', 7, null)", "row('', 0, array[1, 2])"),
    "mood": ("'happy'", "'sad'"), "quantity": ("7", "1"), "hstore": ("""'a=>1, b=>NULL'""", "''"), "citext": ("'MiXed'", "''"),
    "ltree": ("'Top.Science'", "''"), "lquery": ("'Top.*{1,2}.Science@'",) * 2, "ltxtquery": ("'Science & !Art'",) * 2,
}
COLUMNS = ", ".join(f"c{number} {kind}" for number, kind in enumerate(VALUES))
ROWS = [", ".join(choices[which] for choices in VALUES.values()) for which in (0, 1)]

PREPARATION = f"""
    create extension if not exists hstore; create extension if not exists citext; create extension if not exists ltree;
    create type address as (street text, number int, floors int[]);
    create type mood as enum ('sad', 'happy');
    create temp table typed ({COLUMNS});
    insert into typed values ({ROWS[0]}), ({ROWS[1]});
    insert into typed default values;
"""
REMOVAL = "drop table typed; drop type address, mood; drop extension hstore, citext, ltree"


def values_of(row):
    count, = struct.unpack_from("!h", row)
    at = 2
    for _ in range(count):
        length, = struct.unpack_from("!i", row, at)
        at += 4
        yield None if length == -1 else row[at:at + length]
        at += max(length, 0)


def types_of(description):
    """OIDs of the columns of a RowDescription."""
    count, = struct.unpack_from("!h", description)
    at = 2
    for _ in range(count):
        at = description.index(b"\0", at) + 1
        yield struct.unpack_from("!I", description, at + 6)[0]
        at += 18


def rejected(messages):
    return next((body for tag, body in messages if tag == b"E"), None)


def checked(messages):
    if (error := rejected(messages)) is not None:
        raise RuntimeError(error)
    return messages


with Connection() as server:
    server.start()
    checked(server.ask(query(PREPARATION)))
    # Text by the simple protocol, binary by the extended one.
    checked(server.ask(query("select * from typed")))
    answers = checked(server.ask(parse("", "select * from typed"), bind("", "", result_formats=[1]), describe(PORTAL, ""), execute(""), SYNC))
    types = next(list(types_of(body)) for tag, body in answers if tag == b"T")
    rows = [list(values_of(body)) for tag, body in answers if tag == b"D"]

    # The values come back as parameters, binary and NULL.
    places = ", ".join(f"${number + 1}" for number in range(len(types)))
    insertion = f"insert into typed values ({places})"
    for row in rows:
        checked(server.ask(parse("", insertion, types), bind("", "", row, [1]), describe(PORTAL, ""), execute(""), SYNC))

    copied = checked(server.ask(query("copy typed to stdout (format binary)")))
    server.send(query("copy typed from stdin (format binary)"))
    server.until(b"G")
    # Two rows in one message, as a client may do.
    rows = [body for tag, body in copied if tag == b"d"]
    server.send(copy_data(rows[0] + rows[1]), *(copy_data(row) for row in rows[2:]), COPY_DONE)
    checked(server.until(b"Z"))
    checked(server.ask(query("select count(*) from typed")))
    checked(server.ask(query(REMOVAL)))
    server.terminate()
