"""FunctionCall: large objects as drivers use them, then text arguments, NULL both ways and errors."""

import struct

import psycopg2

from pgwire import Connection, function_call

INT4PL, INT4DIV, LOWER, MD5, NO_SUCH_FUNCTION = 177, 154, 870, 2311, 4294967


def int4(number):
    return struct.pack("!i", number)


with psycopg2.connect("") as connection:
    large_object = connection.lobject(0, "wb")
    large_object.write(b"a large object " * 10)
    large_object.seek(0)
    large_object.close()
    large_object = connection.lobject(large_object.oid, "rb")
    assert large_object.read(15) == b"a large object "
    large_object.seek(-10, 2)
    large_object.read()
    large_object.unlink()
connection.close()

with Connection() as server:
    server.start()
    server.ask(function_call(INT4PL, [int4(40), int4(2)]))
    server.ask(function_call(INT4PL, [b"40", int4(2)], argument_formats=[0, 1], result_format=0))
    server.ask(function_call(MD5, [b"text"], argument_formats=[], result_format=0))
    # There is no collation for a function called this way.
    server.ask(function_call(LOWER, [b"LOUD"], argument_formats=[], result_format=0))
    server.ask(function_call(INT4PL, [int4(1), None]))
    server.ask(function_call(INT4DIV, [int4(1), int4(0)]))
    server.ask(function_call(NO_SUCH_FUNCTION, []))
    server.terminate()
