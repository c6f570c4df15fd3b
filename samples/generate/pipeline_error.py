"""Several requests in flight: with libpq's pipeline mode, then several Syncs and a Flush in one write."""

import psycopg

from pgwire import FLUSH, SYNC, Connection, bind, execute, parse, query


def through_libpq():
    with psycopg.connect(autocommit=True) as connection:
        try:
            with connection.pipeline():
                connection.execute("update account set balance = 50 where id = %s", [1])
                connection.execute("select %s / 0", [1])
                connection.execute("select 'skipped' || %s", ["!"])
        except psycopg.errors.DivisionByZero:
            pass
        with connection.pipeline() as pipeline:
            first = connection.execute("select name from customer where id = %s", [1])
            pipeline.sync()
            second = connection.execute("select name from customer where id = %s", [2])
            assert first.fetchone() and second.fetchone()


def in_one_write():
    def one(sql, *parameters):
        return parse("", sql) + bind("", "", parameters) + execute("")

    with Connection() as server:
        server.start()
        # Three groups; an error in the second skips the rest of that group only, a Query within it included.
        server.send(one("select $1::int", b"1"), FLUSH, one("select 2"), SYNC,
                    one("select 3"), one("select 1 / $1::int", b"0"), one("select 'skipped'"), query("select 'skipped too'"), SYNC,
                    one("select 5"), SYNC)
        for _ in range(3):
            server.until(b"Z")
        # Queries can be pipelined too, and an error in one does not skip the next.
        server.send(query("select 6"), query("select 7 / 0"), query("select 8"))
        for _ in range(3):
            server.until(b"Z")
        # A Sync itself fails: the constraint is checked when it commits.
        server.ask(query("create temp table late (n int unique deferrable initially deferred)"))
        server.send(one("insert into late values (1), (1)"), SYNC, one("select 'after the failed Sync'"), SYNC)
        server.until(b"Z")
        server.until(b"Z")
        server.terminate()


through_libpq()
in_one_write()
