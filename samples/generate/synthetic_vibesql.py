"""A client of VibeSQL that subscribes to the results of queries."""

import struct

from synthetic_capture import Conversation
from synthetic_messages import (AUTHENTICATION_OK, SSL_REQUEST, TERMINATE, column, complete, data_row, error, key_data, message, query,
                                ready, request_code, row_description, startup, statuses, text, value)

USERS = bytes.fromhex("550e8400e29b41d4a716446655440000")
ORDERS = bytes.fromhex("6fa459eaee8a4ca4894edb77e160355e")
NOBODY = bytes(16)
FULL, INSERT, UPDATE, DELETE, SELECTIVE = range(5)


def subscribe(sql, *parameters, tail=b""):
    return message(b"\xf0", text(sql) + struct.pack("!h", len(parameters)) + b"".join(map(value, parameters)) + tail)


def filtered(condition, flags=b""):
    return struct.pack("!H", len(condition)) + condition + flags


def row(*columns):
    return struct.pack("!h", len(columns)) + b"".join(value(content or b"NULL") for content in columns)


def partial_row(total, changed):
    """`changed`: column number from 0 -> new value. The lowest bit of the bitmap's first byte is column 0."""
    bitmap = sum(1 << number for number in changed).to_bytes((total + 7) // 8, "little")
    return struct.pack("!h", total) + bitmap + b"".join(value(changed[number]) for number in sorted(changed))


def subscription_data(subscription, kind, *rows):
    return message(b"\xf2", subscription + struct.pack("!Bi", kind, len(rows)) + b"".join(rows))


def partial_data(subscription, *rows):
    return message(b"\xf7", subscription + struct.pack("!Bi", SELECTIVE, len(rows)) + b"".join(rows))


def subscription_error(subscription, words):
    return message(b"\xf3", subscription + text(words))


def converse(capture):
    talk = Conversation(capture)
    talk.frontend(request_code(SSL_REQUEST))
    talk.backend(b"N")
    talk.frontend(startup(user="app", database="shop"))
    talk.backend(AUTHENTICATION_OK,
                 statuses(server_version="14.0 (VibeSQL)", server_encoding="UTF8", client_encoding="UTF8", DateStyle="ISO, MDY", TimeZone="UTC"),
                 key_data(3210, 12345), ready())

    talk.frontend(subscribe("SELECT * FROM users"))
    talk.backend(subscription_data(USERS, FULL, row(b"1", b"Alice", None), row(b"2", b"Bob", b"bob@example.com")))

    # An answer that a batch of changes interrupts: deletes, changed columns, inserts.
    talk.frontend(query("SELECT id FROM users"))
    talk.backend(row_description(column("id")), data_row(b"1"),
                 subscription_data(USERS, DELETE, row(b"2", b"Bob", b"bob@example.com")),
                 partial_data(USERS, partial_row(3, {0: b"1", 2: b"alice@example.com"})),
                 subscription_data(USERS, INSERT, row(b"3", b"Carol", None)),
                 data_row(b"3"), complete("SELECT 2"), ready())

    # With a parameter, a filter and terms for selective updates; acknowledged before the data.
    terms = struct.pack("!BBHd", 0b111, 1, 1, 0.5)
    talk.frontend(subscribe("SELECT * FROM orders WHERE user_id = $1", b"1", tail=filtered(b"total > 10", terms)))
    talk.backend(message(b"\xf4", ORDERS + struct.pack("!H", 1)), subscription_data(ORDERS, FULL))
    talk.backend(subscription_data(ORDERS, INSERT, row(b"10", b"1", b"99.50")), work_us=250_000)
    talk.backend(subscription_data(ORDERS, UPDATE, row(b"10", b"1", b"89.50")), work_us=250_000)

    # A wide table: the bitmap has two bytes.
    talk.backend(partial_data(ORDERS, partial_row(10, {0: b"10", 8: b"shipped", 9: b"2026-01-02"}), partial_row(10, {})), work_us=100_000)

    talk.frontend(message(b"\xf5", USERS))
    talk.frontend(message(b"\xf6", USERS), think_us=2_000_000)
    talk.backend(subscription_data(USERS, UPDATE, row(b"3", b"Caroline", None)))

    talk.frontend(subscribe("DELETE FROM users"))
    talk.backend(subscription_error(NOBODY, "Only SELECT queries can be subscribed to"))
    talk.frontend(subscribe("SELEC 1"))
    talk.backend(subscription_error(NOBODY, "Parse error: unexpected token SELEC"))
    talk.frontend(query("SELECT * FROM nowhere"))
    talk.backend(error(("S", "ERROR"), ("C", "XX000"), ("M", "Table not found: nowhere")), ready())
    talk.frontend(message(b"\xf1", ORDERS))
    # It was on its way.
    talk.backend(subscription_data(ORDERS, DELETE, row(b"10", b"1", b"89.50")))
    talk.backend(subscription_error(USERS, "Query error: out of memory"))
    talk.frontend(message(b"\xf1", USERS))
    talk.close(TERMINATE)
