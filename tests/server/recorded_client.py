"""A client of protocol 3.0 that writes down what both sides say, as a capture."""

import socket
import struct

SERVER, CLIENT = b"\xc0\x00\x02\x01", b"\xc0\x00\x02\x02"
SERVER_PORT = 5432
MOST_PAYLOAD = 60_000


def text(value):
    return value.encode() + b"\0"


class Recording:
    """A savefile of IP packets, written as if nothing were lost, with a millisecond between any two."""

    def __init__(self, path):
        self.file = open(path, "wb")
        self.file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262_144, 101))
        self.packets = 0

    def add(self, source, destination, ports, sequence, acknowledged, flags, payload=b""):
        tcp = struct.pack(">HHIIBBHHH", *ports, sequence & 0xFFFFFFFF, acknowledged & 0xFFFFFFFF, 0x50, flags, 65_535, 0, 0) + payload
        ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(tcp), 0, 0, 64, 6, 0, source, destination) + tcp
        self.packets += 1
        seconds, milliseconds = divmod(self.packets, 1000)
        self.file.write(struct.pack("<IIII", 1_700_000_000 + seconds, milliseconds * 1000, len(ip), len(ip)) + ip)

    def close(self):
        self.file.close()


class Client:
    def __init__(self, recording, host, port, **parameters):
        self.recording = recording
        self.ports = (40_000 + recording.packets % 20_000, SERVER_PORT)
        self.sent = self.received = 1
        self.socket = socket.create_connection((host, port))
        self.record(True, 0x02, sequence=0, acknowledged=0)
        self.record(False, 0x12, sequence=0)
        self.record(True, 0x10)
        body = struct.pack(">I", 0x0003_0000) + b"".join(text(name) + text(value) for name, value in parameters.items()) + b"\0"
        self.send(struct.pack(">I", len(body) + 4) + body)
        self.until_ready()

    def record(self, from_client, flags, payload=b"", sequence=None, acknowledged=None):
        ends, ports, mine, theirs = (CLIENT, SERVER), self.ports, self.sent, self.received
        if not from_client:
            ends, ports, mine, theirs = ends[::-1], ports[::-1], theirs, mine
        self.recording.add(*ends, ports, mine if sequence is None else sequence, theirs if acknowledged is None else acknowledged,
                           flags, payload)

    def send(self, data):
        self.socket.sendall(data)
        for begin in range(0, len(data), MOST_PAYLOAD):
            part = data[begin:begin + MOST_PAYLOAD]
            self.record(True, 0x18, part)
            self.sent += len(part)

    def read(self, size):
        data = b""
        while len(data) < size:
            part = self.socket.recv(size - len(data))
            if not part:
                raise ConnectionError("the server has closed the connection")
            data += part
        for begin in range(0, len(data), MOST_PAYLOAD):
            part = data[begin:begin + MOST_PAYLOAD]
            self.record(False, 0x18, part)
            self.received += len(part)
        return data

    def until_ready(self):
        """The bodies of errors and notices up to ReadyForQuery; rows that COPY asks for are not given."""
        said = []
        while True:
            header = self.read(5)
            body = self.read(int.from_bytes(header[1:], "big") - 4)
            tag = header[:1]
            if tag in b"EN":
                said.append({field[:1].decode(): field[1:].decode(errors="replace") for field in body.split(b"\0") if field})
            elif tag == b"G":
                self.send(self.message(b"d", b"Zq9Row9Value\n") + self.message(b"c"))
            elif tag == b"Z":
                return said

    @staticmethod
    def message(tag, body=b""):
        return tag + struct.pack(">I", len(body) + 4) + body

    def query(self, sql):
        self.send(self.message(b"Q", text(sql)))
        return self.until_ready()

    def execute(self, sql, *parameters):
        values = b"".join(struct.pack(">I", len(value.encode())) + value.encode() for value in parameters)
        bind = b"\0\0" + struct.pack(">HH", 0, len(parameters)) + values + struct.pack(">H", 0)
        self.send(self.message(b"P", b"\0" + text(sql) + struct.pack(">H", 0)) + self.message(b"B", bind)
                  + self.message(b"E", b"\0" + struct.pack(">I", 0)) + self.message(b"S"))
        return self.until_ready()

    def close(self):
        self.send(self.message(b"X"))
        self.socket.close()
        self.record(True, 0x11)
        self.sent += 1
        self.record(False, 0x11)
