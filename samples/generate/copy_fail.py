"""COPY that does not end well: given up by the client, refused by the server early, and broken off on its way out."""

import psycopg

from pgwire import COPY_DONE, SYNC, Connection, bind, copy_data, execute, message, parse, query, text


class ClientGivesUp(Exception):
    pass


def given_up(connection, options):
    try:
        with connection.cursor().copy(f"copy price from stdin with ({options})") as copy:
            copy.write(b"1\tone\n" if options == "format text" else b"1,one\n")
            raise ClientGivesUp("ran out of rows")
    except psycopg.errors.QueryCanceled:
        pass


def refused(connection, options, content):
    try:
        with connection.cursor().copy(f"copy price from stdin with ({options})") as copy:
            copy.write(content)
    except psycopg.DataError:
        pass


def broken_off(connection, options):
    try:
        with connection.cursor().copy(f"copy (select 10 / (5 - n) from generate_series(1, 9) n) to stdout with ({options})") as copy:
            for _ in copy:
                pass
    except psycopg.errors.DivisionByZero:
        pass


def early_error_while_still_sending(server):
    server.ask(query("create temp table price (id int, label text)"))
    server.send(query("copy price from stdin"))
    server.until(b"G")
    server.send(copy_data(b"not a number\tx\n"), copy_data(b"2\ttwo\n"))
    # The error and its ReadyForQuery come at once; what the client still sends is dropped without a reply.
    server.until(b"Z")
    server.send(copy_data(b"3\tthree\n"), COPY_DONE)
    server.ask(query("select count(*) from price"))


def given_up_in_the_extended_protocol(server):
    server.send(parse("", "copy price from stdin"), bind("", ""), execute(""))
    server.send(SYNC)
    server.until(b"G")
    server.send(copy_data(b"4\tfour\n"), message(b"f", text("changed my mind")))
    server.until(b"E")
    server.ask(SYNC)


with psycopg.connect(autocommit=True) as driver:
    driver.execute("create temp table price (id int, label text)")
    for options in ["format text", "format csv"]:
        given_up(driver, options)
        broken_off(driver, options)
    broken_off(driver, "format binary")
    refused(driver, "format text", b"1\tone\n2\n3\tthree\n")
    refused(driver, "format csv", b"1,one\ntwo,two\n")
    refused(driver, "format binary", b"certainly not a binary header")

with Connection() as raw:
    raw.start()
    early_error_while_still_sending(raw)
    given_up_in_the_extended_protocol(raw)
    raw.terminate()
