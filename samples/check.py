#!/usr/bin/python3
"""Checks with tshark that each capture of this folder shows what generate/expected.txt says, and nothing is left out.

    samples/check.py [NAME...]    such as cancel or cancel.pcap; default: all
"""

import concurrent.futures
import pathlib
import subprocess
import sys

SAMPLES = pathlib.Path(__file__).resolve().parent
EXPECTED = SAMPLES / "generate" / "expected.txt"
LARGEST_BYTES = 200_000
# Recorded elsewhere, with servers that make.sh does not have.
LARGER = {"pgoutput-1-to-4.pcap", "basebackup-incremental-snaplen.pcap"}
OTHER_PORTS = {"protocol-1.0.pcap": [5490], "protocol-2.0.pcap": [5490], "protocol-3.2.pcap": [5420], "pgoutput-1-to-4.pcap": [5420],
               "basebackup-incremental-snaplen.pcap": [5420], "backslash-and-sjis-passwords.pcap": [55436], "pgbouncer.pcap": [5432, 6432],
               "copy-in-eager-error.pcap": [55431], "copy-in-early-data.pcap": [55431], "copy-in-stray-data.pcap": [55431],
               "prepare-pause-execute.pcap": [55431], "cancel-idle-then-timeout.pcap": [55431]}

ERROR_FIELDS = ["severity", "code", "message", "detail", "hint", "position", "internal_position", "internal_query", "where",
                "schema_name", "table_name", "column_name", "type_name", "constraint_name", "file", "line", "routine"]


def tshark(path, *arguments):
    # Its exit status is not asked: a capture cut in a record is one of the samples.
    decoded = [word for port in OTHER_PORTS.get(path.name, [5432]) for word in ("-d", f"tcp.port=={port},pgsql")]
    command = ["tshark", "-r", str(path), *decoded, *arguments]
    return subprocess.run(command, capture_output=True, text=True, errors="replace").stdout


def words_shown(path):
    """F:Parse, B:Data_row and so on, SQLSTATEs, and the names of the error fields that occur."""
    columns = ["frontend", "type", *ERROR_FIELDS]
    arguments = [word for column in columns for word in ("-e", f"pgsql.{column}")]
    shown = set()
    for line in tshark(path, "-Y", "pgsql", "-T", "fields", "-E", "aggregator=|", *arguments).splitlines():
        frontend, types, *fields = line.split("\t")
        side = "F" if frontend.startswith(("1", "True")) else "B"
        shown.update(f"{side}:{name.replace(' ', '_')}" for name in types.split("|"))
        shown.update(name for name, content in zip(ERROR_FIELDS, fields) if content)
        shown.update(fields[ERROR_FIELDS.index("code")].split("|"))
    return shown


def read_expectations():
    expected = {}
    for line in EXPECTED.read_text().splitlines():
        if line and not line.startswith("#"):
            name, kind, content = line.split(maxsplit=2)
            expected.setdefault(name, []).append((kind, content))
    return expected


def complaints(name, expectations):
    path = SAMPLES / name
    if not path.exists():
        return ["is missing"]
    found = []
    if path.stat().st_size > LARGEST_BYTES and name not in LARGER:
        found.append(f"is larger than {LARGEST_BYTES} bytes")
    for kind, content in expectations:
        if kind == "shows":
            shown = words_shown(path)
            missing = [word for word in content.split() if word not in shown]
            if missing:
                found.append(f"does not show {' '.join(missing)}")
        elif kind == "matches":
            if not tshark(path, "-Y", content):
                found.append(f"has no packet that matches: {content}")
        elif kind == "lacks":
            if tshark(path, "-Y", content):
                found.append(f"has a packet that matches: {content}")
        else:
            found.append(f"is expected to do something unknown: {kind}")
    return found


def stem(name):
    return name.split(".pcap")[0]


def main(names):
    expected = read_expectations()
    readme = (SAMPLES / "README.md").read_text()
    captures = {path.name for path in SAMPLES.glob("*.pcap*")}
    failures = [f"{name}: nothing says in {EXPECTED.name} what it shows" for name in sorted(captures - expected.keys())]
    failures += [f"{name}: README.md does not mention it" for name in sorted(captures) if f"`{name}`" not in readme]
    asked = {stem(name) for name in names}
    chosen = {name: content for name, content in expected.items() if not asked or stem(name) in asked}
    failures += [f"{name}: there is no such capture" for name in sorted(asked - {stem(name) for name in captures | expected.keys()})]
    with concurrent.futures.ThreadPoolExecutor() as pool:
        for name, found in zip(chosen, pool.map(complaints, chosen.keys(), chosen.values())):
            failures += [f"{name}: {complaint}" for complaint in found]
    for failure in failures:
        print(failure)
    print(f"{len(chosen)} captures checked, {len(failures)} complaints")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
