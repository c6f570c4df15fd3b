#!/usr/bin/python3
"""Counts the messages of a sample by direction and type with pgoscope and with tshark, and compares.

    against_tshark.py PROGRAM SAMPLE

Where the two may differ is written down, with the number and the reason, in deviations.txt. Exits with 77 if there is no
tshark, with 1 if the counts differ otherwise.
"""

import collections
import json
import pathlib
import shutil
import subprocess
import sys

DIFFERENTIAL = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(DIFFERENTIAL.parent / "golden"))
import samples  # noqa: E402

SKIPPED = 77

# tshark's name of each message that has another one there.
TSHARK_NAMES = {
    "frontend": {
        "StartupMessage": "Startup message",
        "SSLRequest": "SSL request",
        "GSSENCRequest": "GSS encrypt request",
        "CancelRequest": "Cancel request",
        "PasswordMessage": "Password message",
        "SASLInitialResponse": "SASLInitialResponse message",
        "SASLResponse": "SASLResponse message",
        "GSSResponse": "GSSResponse message",
        "Query": "Simple query",
        "FunctionCall": "Function call",
        "CopyData": "Copy data",
        "CopyDone": "Copy completion",
        "CopyFail": "Copy failure",
        "Terminate": "Termination",
    },
    "backend": {
        "BackendKeyData": "Backend key data",
        "ParameterStatus": "Parameter status",
        "ParseComplete": "Parse completion",
        "BindComplete": "Bind completion",
        "CloseComplete": "Close completion",
        "CommandComplete": "Command completion",
        "ParameterDescription": "Parameter description",
        "RowDescription": "Row description",
        "DataRow": "Data row",
        "EmptyQueryResponse": "Empty query",
        "NoData": "No data",
        "ErrorResponse": "Error",
        "NoticeResponse": "Notice",
        "PortalSuspended": "Portal suspended",
        "ReadyForQuery": "Ready for query",
        "NotificationResponse": "Notification",
        "FunctionCallResponse": "Function call response",
        "CopyInResponse": "CopyIn response",
        "CopyOutResponse": "CopyOut response",
        "CopyBothResponse": "CopyBoth response",
        "CopyData": "Copy data",
        "CopyDone": "Copy completion",
        "SSLResponse": "SSL response",
        "GSSENCResponse": "GSS encrypt response",
        "NegotiateProtocolVersion": "Negotiate protocol version",
    },
}


def tshark_name(direction, name):
    if name.startswith("Authentication"):
        return "Authentication request"
    return TSHARK_NAMES[direction].get(name, name)


def count_ours(program, sample):
    command = [program, "report", "--format", "json", *sample.options, str(sample.path)]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    if done.returncode != sample.exit_status:
        raise SystemExit(f"{' '.join(command)} exits with {done.returncode}: {done.stderr.decode(errors='replace')}")
    counts = collections.Counter()
    for direction, messages in json.loads(done.stdout)["messages"].items():
        for name, row in messages.items():
            counts[direction, tshark_name(direction, name)] += row["count"]
    return counts


def count_theirs(sample):
    decoded = [word for port in sample.ports for word in ("-d", f"tcp.port=={port},pgsql")]
    command = ["tshark", "-n", "-r", str(sample.path), *decoded, "-Y", "pgsql", "-o", "tcp.reassemble_out_of_order:TRUE",
               "-T", "fields", "-E", "aggregator=|", "-e", "pgsql.frontend", "-e", "pgsql.type"]
    # Its exit status is not asked: it complains of a capture cut in a record, and reads it all the same.
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    counts = collections.Counter()
    for line in done.stdout.decode(errors="replace").splitlines():
        frontend, types = (column.split("|") for column in line.split("\t"))
        counts.update(("frontend" if side in ("1", "True") else "backend", name) for side, name in zip(frontend, types))
    return counts


def deviations_of(sample):
    """Ours minus theirs, where that is known not to be nothing; None where the two cannot be compared."""
    known = {}
    for line in (DIFFERENTIAL / "deviations.txt").read_text().splitlines():
        words = line.split(maxsplit=3)
        if not words or words[0] != sample.name:
            continue
        if words[1:] == ["incomparable"]:
            return None
        _, direction, difference, message = words
        known[direction, message] = int(difference)
    return known


def main(program, name):
    if shutil.which("tshark") is None:
        print("skipped: there is no tshark to compare with (apt-get install tshark)")
        return SKIPPED
    sample = next(sample for sample in samples.all_samples() if sample.name == name)
    known = deviations_of(sample)
    if known is None:
        print(f"skipped: deviations.txt says why tshark has nothing to say about {name}")
        return SKIPPED
    ours = count_ours(program, sample)
    theirs = count_theirs(sample)
    wrong = 0
    for key in sorted(ours.keys() | theirs.keys() | known.keys()):
        difference = ours[key] - theirs[key]
        if difference != known.get(key, 0):
            print(f"{name} {key[0]} {difference:+d} {key[1]}: pgoscope counts {ours[key]}, tshark {theirs[key]}, "
                  f"a difference of {known.get(key, 0)} is known")
            wrong += 1
    print(f"{sum(ours.values())} messages, {sum(theirs.values())} by tshark, {wrong} complaints")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
