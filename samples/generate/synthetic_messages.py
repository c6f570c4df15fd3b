"""What servers say, written by hand; pgwire.py has what clients say."""

import struct

from pgwire import SSL_REQUEST, TERMINATE, message, query, text, value, vector  # noqa: F401  (scenes take all from here)

COPY_DONE = message(b"c")
TEXT_OID, INT4_OID, INT8_OID = 25, 23, 20


def startup(**parameters):
    body = struct.pack("!i", 3 << 16) + b"".join(text(word) for pair in parameters.items() for word in pair) + b"\0"
    return struct.pack("!i", len(body) + 4) + body


def request_code(code):
    return struct.pack("!ii", 8, code)


def authentication(code, body=b""):
    return message(b"R", struct.pack("!i", code) + body)


AUTHENTICATION_OK = authentication(0)
CLEARTEXT_REQUEST = authentication(3)


def password(word):
    return message(b"p", text(word))


def statuses(**parameters):
    return b"".join(message(b"S", text(name) + text(setting)) for name, setting in parameters.items())


def key_data(process_id, key):
    return message(b"K", struct.pack("!iI", process_id, key))


def ready(status=b"I"):
    return message(b"Z", status)


def column(name, oid=TEXT_OID, size=-1, modifier=-1, form=0, table=0, attribute=0):
    return text(name) + struct.pack("!IhIhih", table, attribute, oid, size, modifier, form)


def row_description(*columns):
    return message(b"T", struct.pack("!h", len(columns)) + b"".join(columns))


def data_row(*values):
    return message(b"D", struct.pack("!h", len(values)) + b"".join(map(value, values)))


def complete(tag):
    return message(b"C", text(tag))


def error(*fields):
    return message(b"E", b"".join(code.encode() + text(content) for code, content in fields) + b"\0")


def copy_response(tag, overall, *formats):
    return message(tag, struct.pack("!b", overall) + vector("h", formats))


def copy_data(content):
    return message(b"d", content)


def answer(columns, *rows, tag=None):
    """A whole result in text, and the end of its query."""
    rows = [[None if content is None else str(content).encode() for content in row] for row in rows]
    return (row_description(*(column(name) for name in columns)) + b"".join(data_row(*row) for row in rows)
            + complete(tag or f"SELECT {len(rows)}") + ready())
