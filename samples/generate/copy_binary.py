"""COPY in binary, both ways, as a simple and as an extended query."""

import decimal
import struct

import psycopg

from pgwire import COPY_DONE, SYNC, Connection, bind, copy_data, execute, parse

HEADER = b"PGCOPY\n\xff\r\n\0" + struct.pack("!ii", 0, 0)
TRAILER = struct.pack("!h", -1)

with psycopg.connect(autocommit=True) as connection:
    connection.execute("create temp table price (id int, label text, amount numeric)")
    cursor = connection.cursor()
    with cursor.copy("copy price from stdin with (format binary)") as copy:
        copy.set_types(["int4", "text", "numeric"])
        for row in [(1, "one", decimal.Decimal("1.5")), (2, None, decimal.Decimal("-2")), (3, "naïve", None)]:
            copy.write_row(row)
    with cursor.copy("copy price to stdout with (format binary)") as copy:
        for _ in copy:
            pass
    with cursor.copy("copy (select 1 where false) to stdout with (format binary)") as copy:
        for _ in copy:
            pass

with Connection() as server:
    server.start()
    server.ask(parse("", "create temp table number (n int)"), bind("", ""), execute(""), SYNC)
    server.send(parse("", "copy number from stdin with (format binary)"), bind("", ""), execute(""), SYNC)
    server.until(b"G")
    # The Sync above was read inside COPY and ignored, so libpq and this send another; a row straddles two CopyData.
    row = struct.pack("!hii", 1, 4, 7)
    server.send(copy_data(HEADER + row + row[:3]), copy_data(row[3:] + TRAILER), COPY_DONE)
    server.ask(SYNC)
    server.ask(parse("", "copy number to stdout with (format binary)"), bind("", ""), execute(""), SYNC)
    server.terminate()
