#!/usr/bin/python3
"""Opens and closes connections to a server that trusts everybody, four at a time: connect.py HOST PORT COUNT"""

import concurrent.futures
import socket
import struct
import sys

STARTUP = b"user\0app\0database\0orders\0\0"
PROTOCOL_3_0 = 196608
READY_FOR_QUERY = b"Z\0\0\0\x05I"
QUERY = b"select 1\0"


def until_ready(connection):
    received = b""
    while not received.endswith(READY_FOR_QUERY):
        piece = connection.recv(4096)
        if not piece:
            raise SystemExit("the server hung up: " + repr(received))
        received += piece


def connect(address):
    with socket.create_connection(address) as connection:
        connection.sendall(struct.pack("!II", 8 + len(STARTUP), PROTOCOL_3_0) + STARTUP)
        until_ready(connection)
        connection.sendall(b"Q" + struct.pack("!I", 4 + len(QUERY)) + QUERY)
        until_ready(connection)
        connection.sendall(b"X\0\0\0\x04")


def main(host, port, count):
    with concurrent.futures.ThreadPoolExecutor(max_workers=4) as pool:
        for _ in pool.map(connect, [(host, port)] * count):
            pass


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
