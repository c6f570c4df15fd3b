"""A client of Tableau Hyper: format code 2, COPY in its own binary format and in Arrow's."""

import struct

from synthetic_capture import Conversation
from synthetic_messages import (AUTHENTICATION_OK, COPY_DONE, TERMINATE, column, complete, copy_data, copy_response, data_row, error,
                                key_data, query, ready, row_description, startup, statuses)

HYPER_BINARY = 2
POSTGRES_EPOCH_DAY = 2451545
DAY_US = 86_400_000_000
COPY_HEADER = b"HPRCPY" + bytes(13)


def numeric_modifier(precision, scale):
    return (precision << 16 | scale) + 4


# Name, oid, size, type modifier, value.
COLUMNS = [
    ("flag", 16, 1, -1, b"\x01"),
    ("small", 21, 2, -1, struct.pack("<h", -2)),
    ("whole", 23, 4, -1, struct.pack("<i", 1_000_000)),
    ("large", 20, 8, -1, struct.pack("<q", -(1 << 40))),
    ("number", 26, 4, -1, struct.pack("<I", 4_000_000_000)),
    ("single", 700, 4, -1, struct.pack("<f", 1.5)),
    ("double", 701, 8, -1, struct.pack("<d", -0.1)),
    ("words", 25, -1, -1, "naïve".encode()),
    ("varied", 1043, -1, 24, b"varchar"),
    ("padded", 1042, -1, 8, b"abcd"),
    ("document", 114, -1, -1, b'{"a": 1}'),
    ("raw", 17, -1, -1, b"\x00\xff"),
    ("place", 5003, -1, -1, b"\x01\x02\x03\x04"),
    ("day", 1082, 4, -1, struct.pack("<I", POSTGRES_EPOCH_DAY + 9498)),
    ("hour", 1083, 8, -1, struct.pack("<Q", 45_296_789_000)),
    ("moment", 1114, 8, -1, struct.pack("<Q", POSTGRES_EPOCH_DAY * DAY_US + 9498 * DAY_US + 1)),
    ("instant", 1184, 8, -1, struct.pack("<Q", POSTGRES_EPOCH_DAY * DAY_US - 1_000_000)),
    ("span", 1186, 16, -1, struct.pack("<qii", 14_706_000_000, 3, 14)),
    ("price", 1700, -1, numeric_modifier(18, 2), struct.pack("<q", -1999)),
    ("total", 1700, -1, numeric_modifier(38, 4), (10**30 + 1).to_bytes(16, "little", signed=True)),
]


def sale(number, label, price):
    """A row of (id int not null, label text, price numeric(18,2) not null): what may be NULL says first whether it is."""
    words = b"\x01" if label is None else b"\x00" + struct.pack("<I", len(label)) + label
    return struct.pack("<i", number) + words + struct.pack("<q", price)


SALES = [sale(1, b"one", 150), sale(2, None, -25), sale(3, b"three", 99999)]


def arrow_message(content):
    """An encapsulated message of the Arrow IPC stream: marker, length, metadata padded to eight bytes."""
    content += bytes(-len(content) % 8)
    return struct.pack("<Ii", 0xFFFFFFFF, len(content)) + content


def converse(capture):
    talk = Conversation(capture)
    talk.frontend(startup(user="tableau_internal_user", database="sales.hyper", result_format_code="HyperBinary"))
    talk.backend(AUTHENTICATION_OK,
                 statuses(server_version="0.0.19038", server_encoding="UTF8", client_encoding="UTF8", DateStyle="ISO, MDY",
                          session_identifier="A1B2C3D4-0001", TimeZone="UTC", integer_datetimes="on"),
                 key_data(1, 0x0F1E2D3C), ready())

    talk.frontend(query("SELECT * FROM every_type"))
    talk.backend(row_description(*(column(name, oid, size, modifier, HYPER_BINARY) for name, oid, size, modifier, _ in COLUMNS)),
                 data_row(*(content for *_, content in COLUMNS)), data_row(*(None for _ in COLUMNS)), complete("SELECT 2"), ready())

    talk.frontend(query("CREATE TABLE sale (id INT NOT NULL, label TEXT, price NUMERIC(18, 2) NOT NULL)"))
    talk.backend(complete("CREATE TABLE"), ready())

    # The header and rows straddle the CopyData of a client.
    talk.frontend(query("COPY sale FROM STDIN WITH (FORMAT HYPERBINARY)"))
    talk.backend(copy_response(b"G", 1, HYPER_BINARY, HYPER_BINARY, HYPER_BINARY))
    stream = COPY_HEADER + b"".join(SALES)
    talk.frontend(copy_data(stream[:3]), copy_data(stream[3:30]), copy_data(stream[30:]), COPY_DONE)
    talk.backend(complete("COPY 3"), ready())

    talk.frontend(query("COPY (SELECT * FROM sale) TO STDOUT WITH (FORMAT HYPERBINARY)"))
    talk.backend(copy_response(b"H", 1, HYPER_BINARY, HYPER_BINARY, HYPER_BINARY), copy_data(COPY_HEADER + SALES[0]),
                 copy_data(SALES[1] + SALES[2]), COPY_DONE, complete("COPY 3"), ready())

    talk.frontend(query("COPY (SELECT * FROM sale) TO STDOUT WITH (format arrowstream)"))
    talk.backend(copy_response(b"H", 1, 0), copy_data(arrow_message(b"a schema, which is a flatbuffer")),
                 copy_data(arrow_message(b"a record batch") + bytes(64)), copy_data(struct.pack("<Ii", 0xFFFFFFFF, 0)),
                 COPY_DONE, complete("COPY 3"), ready())

    talk.frontend(query("SELECT * FROM nowhere"))
    talk.backend(error(("S", "ERROR"), ("C", "42P01"), ("M", 'table "nowhere" does not exist')), ready())
    talk.close(TERMINATE)
