"""A walsender asked by hand: every command, hot standby feedback, and an orderly end of streaming."""

import struct

from pgwire import COPY_DONE, Connection, copy_data, query

EPOCH_2000 = 946_684_800
NOW_US = (1_767_323_045 - EPOCH_2000) * 1_000_000


def first_value(messages, number=0):
    row = next(body for tag, body in messages if tag == b"D")
    at = 2
    for _ in range(number):
        at += 4 + max(struct.unpack_from("!i", row, at)[0], 0)
    length = struct.unpack_from("!i", row, at)[0]
    return row[at + 4:at + 4 + length].decode()


def position(text):
    high, low = text.split("/")
    return int(high, 16) << 32 | int(low, 16)


def status_update(lsn, reply_requested=0):
    return copy_data(b"r" + struct.pack("!QQQqB", lsn, lsn, lsn, NOW_US, reply_requested))


def hot_standby_feedback(xmin, catalog_xmin):
    return copy_data(b"h" + struct.pack("!qIIII", NOW_US, xmin, 0, catalog_xmin, 0))


with Connection() as server:
    server.start(replication="true")
    identity = server.ask(query("IDENTIFY_SYSTEM"))
    server.ask(query("SHOW wal_segment_size"))
    server.ask(query("CREATE_REPLICATION_SLOT by_hand PHYSICAL RESERVE_WAL"))
    server.ask(query("READ_REPLICATION_SLOT by_hand"))
    server.ask(query("READ_REPLICATION_SLOT nobody"))
    server.ask(query("TIMELINE_HISTORY 9"))
    server.ask(query("select 1"))
    start = first_value(identity, 2)
    server.send(query(f"START_REPLICATION SLOT by_hand PHYSICAL {start} TIMELINE 1"))
    server.until(b"W")
    server.send(hot_standby_feedback(0, 0), status_update(position(start), reply_requested=1))
    server.until(b"d")
    server.send(COPY_DONE)
    server.until(b"Z")
    server.ask(query("DROP_REPLICATION_SLOT by_hand"))
    server.terminate()
