"""PostgreSQL conversations over the loopback interface, with a server that answers what the client tells it to."""

import contextlib
import os
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time


def message(tag, body=b""):
    return tag + struct.pack("!I", len(body) + 4) + body


READY = message(b"Z", b"I")


def completion(rows):
    return message(b"C", b"SELECT %d\0" % rows) + READY


def error(sqlstate, text):
    return message(b"E", b"SERROR\0VERROR\0C" + sqlstate + b"\0M" + text + b"\0\0") + READY


def receive(connection, size):
    data = b""
    while len(data) < size:
        piece = connection.recv(size - len(data))
        if not piece:
            raise ConnectionError("closed")
        data += piece
    return data


class Conversation:
    """One session: the client's socket, and the server's, both in this process."""

    def __init__(self, listener, user=b"app", database=b"orders"):
        self.client = socket.create_connection(listener.getsockname())
        self.server, _ = listener.accept()
        parameters = b"user\0" + user + b"\0database\0" + database + b"\0\0"
        self.ask(struct.pack("!II", len(parameters) + 8, 196608) + parameters,
                 message(b"R", struct.pack("!I", 0)) + READY)

    def ask(self, request, answer):
        self.client.sendall(request)
        receive(self.server, len(request))
        self.server.sendall(answer)
        receive(self.client, len(answer))

    def query(self, sql, answer=completion(1)):
        self.ask(message(b"Q", sql + b"\0"), answer)

    def close(self):
        self.client.sendall(message(b"X"))
        self.client.close()
        self.server.close()


class Talk:
    """Any number of sessions on a port of their own."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.sessions = []

    def session(self, **names):
        self.sessions.append(Conversation(self.listener, **names))
        return self.sessions[-1]

    def close(self):
        for session in self.sessions:
            session.client.close()
            session.server.close()
        self.listener.close()


class Chatter(threading.Thread):
    """Says the same again and again until it is stopped."""

    def __init__(self, session, sql):
        super().__init__(daemon=True)
        self.session, self.sql = session, sql
        self.done = threading.Event()
        self.said = 0

    def run(self):
        while not self.done.wait(0.01):
            self.session.query(self.sql)
            self.said += 1

    def stop(self):
        self.done.set()
        self.join()


def need_to_listen(program):
    """Skips the test where nobody lets us capture on the loopback interface."""
    tried = subprocess.run([program, "live", "--duration", "100ms", "-o", os.devnull, "lo"], capture_output=True, timeout=30)
    if tried.returncode != 0:
        print("skipped: cannot listen on lo:", tried.stderr.decode(errors="replace").strip())
        sys.exit(77)


@contextlib.contextmanager
def open_folder():
    """One that the program can write to whoever it has become."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o777)
        yield folder


def run_tests(module):
    """Runs every test_... of a module's globals, each with a conversation of its own."""
    for name, test in sorted(module.items()):
        if not name.startswith("test_"):
            continue
        talk = Talk()
        begin = time.monotonic()
        test(talk)
        talk.close()
        print(f"{name}: {time.monotonic() - begin:.1f} s")
