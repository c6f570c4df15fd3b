"""GSSENCRequest:  gss.py refused|accepted

Debian's server accepts one on every TCP connection and refuses it on a Unix socket, so the refusal is recorded in
front of a relay to that socket. No client here has a ticket: libpq would not even ask.
"""

import os
import socket
import struct
import sys
import threading

from pgwire import GSSENC_REQUEST, SSL_REQUEST, Connection, query


def copy_until_closed(source, target):
    while content := source.recv(65536):
        target.sendall(content)
    target.shutdown(socket.SHUT_WR)


def relay(listener, server_path):
    client, _ = listener.accept()
    with client, socket.socket(socket.AF_UNIX) as server:
        server.connect(server_path)
        upstream = threading.Thread(target=copy_until_closed, args=(client, server))
        upstream.start()
        copy_until_closed(server, client)
        upstream.join()


def refused():
    """Neither GSSAPI encryption nor TLS is to be had; the session goes on in clear."""
    port = int(os.environ["PGPORT"])
    os.environ["PGHOST"] = "127.0.0.5"
    with socket.create_server((os.environ["PGHOST"], port)) as listener:
        relaying = threading.Thread(target=relay, args=(listener, f"{os.environ['PG_CLUSTER']}/.s.PGSQL.{port}"))
        relaying.start()
        with Connection() as server:
            for code in [GSSENC_REQUEST, SSL_REQUEST]:
                server.request_code(code)
                assert server.reply_byte() == b"N"
            server.start()
            server.ask(query("select 1"))
            server.terminate()
        relaying.join()


def accepted():
    """The server says yes and waits for a token; it gets one that is none, and closes."""
    with Connection() as server:
        server.request_code(GSSENC_REQUEST)
        assert server.reply_byte() == b"G"
        token = b"not a Kerberos token"
        server.send(struct.pack("!i", len(token)), token)
        server.stream.read()


{"refused": refused, "accepted": accepted}[sys.argv[1]]()
