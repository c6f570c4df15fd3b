"""Cancel requests that change nothing: for a session that is idle, with a wrong key, and for nobody."""

import struct

from pgwire import CANCEL_REQUEST, Connection


def cancel(process, key):
    with Connection() as connection:
        connection.request_code(CANCEL_REQUEST, struct.pack("!iI", process, key))
        # The server never answers: it closes.
        connection.reply_byte()


with Connection() as server:
    [key_data] = [body for tag, body in server.start() if tag == b"K"]
    process_id, secret = struct.unpack("!iI", key_data)
    cancel(process_id, secret)
    cancel(process_id, secret ^ 1)
    cancel(999999, 1)
    server.terminate()
