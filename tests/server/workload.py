#!/usr/bin/python3
"""What psycopg says for counted_workload.sh: the extended protocol with and without names, pipelined, and in binary."""

import psycopg
from psycopg import errors


def expect(error, connection, *query):
    try:
        connection.execute(*query, prepare=False)
    except error:
        return
    raise SystemExit(f"should have failed: {query}")


with psycopg.connect("", autocommit=True) as connection:
    connection.execute("create table gauge (id int primary key, level float8)")
    for number in range(20):
        # From the fifth on it is a named statement.
        connection.execute("insert into gauge values (%s, %s)", (number, number / 4))
    for number in range(7):
        connection.execute("select level from gauge where id = %s", (number,), prepare=True, binary=True).fetchall()
    connection.execute("select id, level from gauge where level > %s", (2,)).fetchall()
    connection.execute("update gauge set level = level * 2 where id %% 2 = %s", (1,))

    expect(errors.UniqueViolation, connection, "insert into gauge values (%s, 0)", (3,))
    expect(errors.DivisionByZero, connection, "select %s::int / 0", (3,))
    expect(errors.UndefinedTable, connection, "select * from nowhere where id = %s", (3,))
    expect(errors.InvalidTextRepresentation, connection, "select %s::text::int", ("x",))

    with connection.transaction():
        connection.cursor().executemany("insert into gauge values (%s, %s)", [(100 + n, n) for n in range(9)])
    with connection.pipeline():
        for number in range(5):
            connection.execute("select count(*) from gauge where level > %s", (number,))
    try:
        with connection.pipeline() as pipeline:
            connection.execute("select 'before'")
            connection.execute("insert into gauge values (%s, 0)", (3,))
            connection.execute("select 'skipped'")
            pipeline.sync()
    except errors.UniqueViolation:
        pass

    with connection.cursor().copy("copy gauge (id, level) from stdin (format binary)") as copy:
        copy.set_types(["int4", "float8"])
        for number in range(1000, 1011):
            copy.write_row((number, number / 8))
    with connection.cursor().copy("copy gauge to stdout") as copy:
        rows = sum(1 for _ in copy.rows())
    assert rows == 20 + 9 + 11, rows
