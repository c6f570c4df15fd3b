#!/usr/bin/python3
"""No secret reaches any output: plants every kind (planted.py) in every place, and looks for each in all that is printed.

Usage: secrets_test.py PROGRAM SAMPLES
"""

import os
import pathlib
import re
import struct
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
PROGRAM, SAMPLES = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2])
sys.path.insert(0, str(SAMPLES / "generate"))

import planted  # noqa: E402
import synthetic_capture  # noqa: E402
from pgwire import SYNC, bind, execute, parse  # noqa: E402
from synthetic_capture import Capture, Conversation  # noqa: E402
from synthetic_messages import (AUTHENTICATION_OK, COPY_DONE, TERMINATE, column, complete, copy_data, copy_response,  # noqa: E402
                                data_row, error, key_data, message, query, ready, row_description, startup, statuses, text)

VERBS = ("timeline", "report", "errors", "latency")
FORMATS = ("json", "text")
OPTIONS = ((), ("--show-values", "--every-row", "--top", "0"), ("--redact",), ("--log-level", "debug", "--top", "0"))
# Bytes of a segment: whole messages, and secrets split in ever other places.
SEGMENTS = (1448, 61, 7)
SNAPLENS = (90, 110, 150)
# Of a message, by default.
KEPT_BYTES = 65_536


class Marks:
    """Hands out a mark for each secret that is planted, and knows where each was."""

    def __init__(self):
        self.places = {}
        self.cut = False  # messages may lack their ends

    def plant(self, template, place):
        number = len(self.places) + 1
        mark = f"Zx{number:05d}MaRk"
        self.places[mark] = place
        return template.format(*[mark] * template.count("{}"), upper=f"{mark.upper()}ABCD")

    def found_in(self, output):
        """Also those that are shown as hexadecimal digits."""
        found = re.finditer(rb"zx(\d{5})mark|5a78((?:3\d){5})4d61526b", output, re.IGNORECASE)
        return {f"Zx{(match[1] or bytes.fromhex(match[2].decode())).decode()}MaRk" for match in found}


def begin(capture, **parameters):
    talk = Conversation(capture)
    talk.frontend(startup(user="app", database="orders", **parameters))
    talk.backend(AUTHENTICATION_OK, statuses(server_version="15.4", standard_conforming_strings="on"), key_data(4711, 0x5eed5eed), ready())
    return talk


def run_query(talk, sql):
    talk.frontend(query(sql))
    talk.backend(complete("DO"), ready())


def plant_sql(capture, marks):
    talk = begin(capture)
    for kind, sql in planted.SQL.items():
        if kind in planted.NAME_BEHIND and marks.cut:
            continue
        run_query(talk, marks.plant(sql, f"Query: {kind}"))
        if not kind.startswith("unfinished"):
            run_query(talk, marks.plant(planted.nested(sql), f"nested: {kind}"))
        talk.frontend(parse("s", marks.plant(sql, f"Parse: {kind}")), bind("", "s"), execute(""), SYNC)
        talk.backend(message(b"1"), message(b"2"), complete("DO"), ready())
    talk.close(TERMINATE)


def plant_long(capture, marks):
    """Queries of which the part that is kept ends between a secret and its name."""
    if marks.cut:
        return
    talk = begin(capture)
    for kept in (" = ", " = u.pass", " = u.password"):
        sql = marks.plant("select 1 from users u where md5('{}')", f"long Query, kept until {kept}") + kept
        run_query(talk, f"/*{'y' * (KEPT_BYTES - len(sql) - 4)}*/{sql}" + " = u.password and id = 1"[len(kept):])
    talk.close(TERMINATE)


def plant_prepared(capture, marks):
    """Arguments of EXECUTE, where the statement that it names is known."""
    if marks.cut:
        return
    talk = begin(capture)
    run_query(talk, "prepare by_sql(int, text) as update users set password = $2 where id = $1")
    talk.frontend(parse("by_message", "update users set password = $2 where id = $1"), SYNC)
    talk.backend(message(b"1"), ready())
    for name in ("by_sql", "by_message"):
        for template in ("execute NAME(1, '{}')", "explain execute NAME (1, '{}')", "execute NAME(1, '{}'"):
            place = f"EXECUTE of what was prepared {name}: {template}"
            sql = marks.plant(template.replace("NAME", name), place)
            run_query(talk, sql)
            talk.frontend(query(sql))
            talk.backend(error(("S", "ERROR"), ("C", "22001"), ("M", f"too long: {sql[-13:-2]}"), ("D", f"near {sql}")), ready())
            talk.frontend(parse("", marks.plant(template.replace("NAME", name), f"Parse: {place}")), bind("", ""), execute(""), SYNC)
            talk.backend(message(b"1"), message(b"2"), complete("UPDATE 1"), ready())
    talk.close(TERMINATE)


def plant_results(capture, marks):
    """Values of settings, of outputs that have the name of a secret, and of unknown types."""
    talk = begin(capture)
    for sql, name in (("select set_config('app.secret', $1, false)", "set_config"), ("select current_setting('app.password')", "current_setting"),
                      ("show app.password", "app.password"), ("select $1::text as password", "password")):
        for described in (True, False):
            value = marks.plant("{}", f"DataRow, described {described}: {sql}").encode()
            if not described and (marks.cut or sql.startswith("show")):
                continue  # without all of the SQL, nothing tells the names of the columns
            parameters = [value] if "$1" in sql else []
            asks = [message(b"D", b"P" + text(""))] if described else []
            talk.frontend(parse("", sql), bind("", "", parameters=parameters), *asks, execute(""), SYNC)
            told = [row_description(column(name))] if described else []
            talk.backend(message(b"1"), message(b"2"), *told, data_row(value), complete("SELECT 1"), ready())
    for template in ("host=h password={}", "postgres://u:{}@h/d"):
        value = marks.plant(template, f"binary parameter: {template}").encode()
        body = text("") + text("") + struct.pack("!HHHi", 1, 1, 1, len(value)) + value + struct.pack("!H", 0)
        talk.frontend(parse("", "select dblink_connect($1)"), message(b"B", body), execute(""), SYNC)
        talk.backend(message(b"1"), message(b"2"), complete("SELECT 0"), ready())
    talk.close(TERMINATE)


def plant_failed_copy(capture, marks):
    talk = begin(capture)
    for columns, where in (("(name, password)", 'COPY users, line 1: "bob\t{}"'), ("", 'COPY users, line 1, column password: "{}"')):
        if marks.cut and not columns:
            continue  # without the end of the error, nothing tells the name of the column
        row = marks.plant("{}", f"row of COPY {columns} that fails")
        talk.frontend(query(f"copy users {columns} from stdin"))
        talk.backend(copy_response(b"G", 0, 0, 0))
        talk.frontend(copy_data(f"bob\t{row if columns else 'x'}\n".encode()), COPY_DONE)
        told = [("D", f"Failing row contains (bob, {row}, null).")]
        if not columns:
            told.append(("M", f'invalid input syntax for type uuid: "{row}"'))
        talk.backend(error(("S", "ERROR"), ("C", "23502"), *told, ("W", where.format(row))), ready())
    talk.close(TERMINATE)


def plant_messages(capture, marks):
    talk = begin(capture)
    quoted = {kind: f'SQL statement "{sql}"' for kind, sql in planted.SQL.items()}
    for kind, template in {**planted.PROSE, **quoted}.items():
        for tag in (b"E", b"N"):
            fields = [(code, marks.plant(template, f"{tag.decode()} {code}: {kind}")) for code in "MDHW"]
            if kind in planted.SQL:
                fields.append(("q", marks.plant(planted.SQL[kind], f"{tag.decode()} q: {kind}")))
            told = message(tag, error(("S", "ERROR"), ("C", "XX000"), *fields)[5:])
            talk.frontend(query("select 1"))
            talk.backend(told, *([complete("SELECT 1")] if tag == b"N" else []), ready())
    talk.close(TERMINATE)


def plant_parameters(capture, marks):
    talk = begin(capture)
    for kind, sql in planted.PARAMETERS.items():
        value = marks.plant("{}", f"Bind: {kind}").encode()
        talk.frontend(parse("", sql), bind("", "", parameters=[value]), execute(""), SYNC)
        talk.backend(message(b"1"), message(b"2"), complete("SELECT 0"), ready())
    talk.close(TERMINATE)


def plant_values(capture, marks):
    """Values that tell by themselves that they are secrets, wherever values are shown."""
    talk = begin(capture)
    for kind, template in planted.PROSE.items():
        talk.frontend(parse("", "select $1"), bind("", "", parameters=[marks.plant(template, f"parameter: {kind}").encode()]), execute(""), SYNC)
        talk.backend(message(b"1"), message(b"2"), complete("SELECT 0"), ready())
        talk.frontend(query("select v from t"))
        talk.backend(row_description(column("v")), data_row(marks.plant(template, f"DataRow: {kind}").encode()), complete("SELECT 1"), ready())
        talk.backend(message(b"A", struct.pack("!i", 7) + text("c") + text(marks.plant(template, f"notification: {kind}"))))
        talk.frontend(query("copy t from stdin"))
        talk.backend(copy_response(b"G", 0, 0))
        talk.frontend(copy_data(marks.plant(template, f"CopyData: {kind}").encode() + b"\n"), COPY_DONE)
        talk.backend(complete("COPY 1"), ready())
        talk.frontend(query("copy t from stdin"))
        talk.backend(copy_response(b"G", 0, 0))
        talk.frontend(message(b"f", text(marks.plant(template, f"CopyFail: {kind}"))))
        talk.backend(error(("S", "ERROR"), ("C", "57014"), ("M", marks.plant(template, f"reason: {kind}"))), ready())
    for name in ("password", "rolpassword", "api_key", "app.key"):
        talk.frontend(query(f'select "{name}" from t'))
        talk.backend(row_description(column(name)), data_row(marks.plant("{}", f"column: {name}").encode()), complete("SELECT 1"), ready())
    talk.frontend(query("copy users (name, password) from stdin"))
    talk.backend(copy_response(b"G", 0, 0, 0))
    talk.frontend(copy_data(b"bob\t" + marks.plant("{}", "COPY of a password").encode() + b"\n"), COPY_DONE)
    talk.backend(complete("COPY 1"), ready())
    talk.close(TERMINATE)


def plant_connections(capture, marks):
    for name in ("password", "_pq_token", "_pq_.token", "app.secret"):
        begin(capture, **{name: marks.plant("{}", f"start-up parameter {name}")}).close(TERMINATE)
    for name in ("application_name", "options", "user", "database"):
        for template in ("-c role.password={} -c x=1", "-c app.key={}", "postgres://u:{}@h/d", "host=h password={}"):
            if template.startswith("-c") and name != "options":
                continue
            parameters = {"user": "app", "database": "orders", name: marks.plant(template, f"start-up parameter {name}")}
            talk = Conversation(capture)
            talk.frontend(startup(**parameters))
            talk.backend(AUTHENTICATION_OK, statuses(application_name=marks.plant("password={}", "ParameterStatus"),
                                                     session_secret=marks.plant("{}", "ParameterStatus of a secret")), ready())
            talk.close(TERMINATE)




def write(capture, path, snaplen):
    """As Capture.write, with packets cut to `snaplen` bytes."""
    with open(path, "wb") as file:
        file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, snaplen, 1))
        for time_us, frame in capture.packets:
            kept = frame[:snaplen]
            file.write(struct.pack("<IIII", time_us // 1_000_000, time_us % 1_000_000, len(kept), len(frame)) + kept)


PLANTERS = (plant_sql, plant_long, plant_prepared, plant_results, plant_failed_copy, plant_messages, plant_parameters, plant_values, plant_connections)


def captures(folder, marks):
    for segment in SEGMENTS:
        synthetic_capture.MAXIMUM_SEGMENT = segment
        capture = Capture()
        for planter in PLANTERS:
            planter(capture, marks)
        path = folder / f"segments-of-{segment}.pcap"
        capture.write(path)
        yield path
    synthetic_capture.MAXIMUM_SEGMENT = 1448
    marks.cut = True
    for snaplen in SNAPLENS:
        capture = Capture()
        for planter in PLANTERS:
            planter(capture, marks)
        path = folder / f"snaplen-{snaplen}.pcap"
        write(capture, path, snaplen)
        yield path


def main():
    marks, failures, runs = Marks(), {}, 0
    shown = b""
    with tempfile.TemporaryDirectory() as folder:
        for path in captures(pathlib.Path(folder), marks):
            for verb in VERBS:
                for form in FORMATS:
                    for options in OPTIONS:
                        command = [PROGRAM, verb, str(path), "--format", form, "--color", "never", "--progress", "never", *options]
                        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
                        runs += 1
                        if done.returncode != 0:
                            failures.setdefault(f"exits with {done.returncode}: {done.stderr.decode(errors='replace')[:300]}", []).append(" ".join(command[1:]))
                        output = done.stdout + done.stderr
                        shown = output if not shown else shown
                        for mark in marks.found_in(output):
                            failures.setdefault(f"{mark}, planted in {marks.places[mark]}", []).append(" ".join((verb, form, *options, path.name)))
    # What is not shown at all is not hidden either.
    for text_shown in (b"alter role bob password", b"redacted", b"pgp_sym_encrypt"):
        if text_shown not in shown:
            failures[f"the timeline does not show {text_shown.decode()}"] = ["timeline"]
    for failure, where in failures.items():
        print(f"{failure}:\n    {where[0]}" + (f" and {len(where) - 1} more" if len(where) > 1 else ""))
    print(f"{len(marks.places)} secrets in {runs} runs, {len(failures)} told")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
