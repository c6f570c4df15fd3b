"""A MySQL server's greeting and what a client answers, on port 5432. The bytes are made by hand, not a server's."""

import socket
import struct
import threading

ADDRESS = ("127.0.0.3", 5432)


def packet(number, body):
    return struct.pack("<I", len(body))[:3] + bytes([number]) + body


GREETING = packet(0, b"\x0a8.0.36\0" + struct.pack("<I", 11) + b"saltsalt\0" + b"\xff\xf7\x21\x02\x00\xff\xcf\x15"
                  + b"\0" * 10 + b"moresaltmore\0" + b"mysql_native_password\0")
LOGIN = packet(1, struct.pack("<IIB23x", 0x000FA68D, 1 << 24, 33) + b"app\0" + b"\x14" + bytes(range(20))
               + b"orders\0mysql_native_password\0")
OK = b"\0\0\0\x02\0\0\0"
QUERY = packet(0, b"\x03select 1")
RESULT = (packet(1, b"\x01") + packet(2, b"\x03def\0\0\0\x011\0\x0c\x3f\0\1\0\0\0\x08\x81\0\0\0\0")
          + packet(3, b"\xfe\0\0\x02\0") + packet(4, b"\x011") + packet(5, b"\xfe\0\0\x02\0"))
QUIT = packet(0, b"\x01")


def serve(listener):
    connection, _ = listener.accept()
    with connection:
        connection.sendall(GREETING)
        connection.recv(4096)
        connection.sendall(packet(2, OK))
        connection.recv(4096)
        connection.sendall(RESULT)
        connection.recv(4096)


with socket.create_server(ADDRESS) as listening:
    server = threading.Thread(target=serve, args=(listening,))
    server.start()
    with socket.create_connection(ADDRESS) as client:
        client.recv(4096)
        client.sendall(LOGIN)
        client.recv(4096)
        client.sendall(QUERY)
        client.recv(4096)
        client.sendall(QUIT)
        client.recv(4096)
    server.join()
