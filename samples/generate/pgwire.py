"""PostgreSQL messages written by hand, for what no driver sends. Formats are those of protocol 3.0."""

import os
import socket
import struct


def message(tag, body=b""):
    return tag + struct.pack("!i", len(body) + 4) + body


def text(value):
    return value.encode() + b"\0"


def vector(fmt, values):
    return struct.pack(f"!h{len(values)}{fmt}", len(values), *values)


def value(content):
    """A parameter, argument or column: a length and bytes, or NULL."""
    return struct.pack("!i", -1) if content is None else struct.pack("!i", len(content)) + content


def query(sql):
    return message(b"Q", text(sql))


def parse(statement, sql, oids=()):
    return message(b"P", text(statement) + text(sql) + vector("I", oids))


def bind(portal, statement, parameters=(), parameter_formats=(), result_formats=()):
    return message(b"B", text(portal) + text(statement) + vector("h", parameter_formats)
                   + struct.pack("!h", len(parameters)) + b"".join(map(value, parameters)) + vector("h", result_formats))


def describe(kind, name):
    return message(b"D", kind + text(name))


def execute(portal, max_rows=0):
    return message(b"E", text(portal) + struct.pack("!i", max_rows))


def close(kind, name):
    return message(b"C", kind + text(name))


def function_call(oid, arguments, argument_formats=(1,), result_format=1):
    return message(b"F", struct.pack("!I", oid) + vector("h", argument_formats)
                   + struct.pack("!h", len(arguments)) + b"".join(map(value, arguments)) + struct.pack("!h", result_format))


def copy_data(content):
    return message(b"d", content)


COPY_DONE = message(b"c")
FLUSH = message(b"H")
SYNC = message(b"S")
TERMINATE = message(b"X")

STATEMENT = b"S"
PORTAL = b"P"

CANCEL_REQUEST = 80877102
SSL_REQUEST = 80877103
GSSENC_REQUEST = 80877104


class Connection:
    """One TCP connection to the server that PGHOST and PGPORT name."""

    def __init__(self):
        self.socket = socket.create_connection((os.environ["PGHOST"], int(os.environ["PGPORT"])))
        # Each send is one segment, as with libpq.
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.stream = self.socket.makefile("rb")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stream.close()
        self.socket.close()

    def send(self, *messages):
        self.socket.sendall(b"".join(messages))

    def request_code(self, code, body=b""):
        """A start-up packet without parameters: SSLRequest, GSSENCRequest, CancelRequest."""
        self.send(struct.pack("!ii", len(body) + 8, code), body)

    def reply_byte(self):
        return self.stream.read(1)

    def receive(self):
        tag, length = struct.unpack("!ci", self.stream.read(5))
        return tag, self.stream.read(length - 4)

    def until(self, last_tag):
        """Reads messages up to and including the first with that tag; answers them all."""
        received = [self.receive()]
        while received[-1][0] != last_tag:
            received.append(self.receive())
        return received

    def start(self, **parameters):
        parameters = {"user": os.environ["PGUSER"], "database": os.environ["PGDATABASE"], **parameters}
        body = struct.pack("!i", 3 << 16) + b"".join(text(word) for pair in parameters.items() for word in pair) + b"\0"
        self.send(struct.pack("!i", len(body) + 4), body)
        return self.until(b"Z")

    def ask(self, *messages):
        self.send(*messages)
        return self.until(b"Z")

    def terminate(self):
        self.send(TERMINATE)
