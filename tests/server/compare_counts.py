#!/usr/bin/python3
"""Compares a report with the server's own counts; counted_workload.sh calls it.

    compare_counts.py FINGERPRINT REPORT STATEMENTS LOG

FINGERPRINT is the program built from fingerprint.cpp, STATEMENTS has lines of calls, rows and the query in hexadecimal as
pg_stat_statements has it, LOG is the server's csvlog.
"""

import collections
import csv
import json
import subprocess
import sys


def statements_of_server(program, path):
    """Calls and rows by fingerprint: texts that pg_stat_statements tells apart may be one to us, as IN lists of two lengths are."""
    entries = [line.split() for line in open(path, encoding="ascii") if line.strip()]
    texts = [bytes.fromhex(entry[2]) for entry in entries]
    done = subprocess.run([program], input=b"\0".join(texts), stdout=subprocess.PIPE, check=True)
    fingerprints = done.stdout.decode().splitlines()
    assert len(fingerprints) == len(entries), "a fingerprint for each text"
    counted = {}
    for (calls, rows, _), text, fingerprint in zip(entries, texts, fingerprints):
        known = counted.get(fingerprint, (0, 0, text.decode()))
        counted[fingerprint] = (known[0] + int(calls), known[1] + int(rows), known[2])
    return counted


def statements_of_report(report):
    return {row["fingerprint"]: (int(row["calls"]), int(row["rows"]), row["query"])
            for row in report["latency"]["by_statement"] if int(row["calls"])}


def errors_of_server(path):
    """By SQLSTATE, of those who came over TCP."""
    severity, sqlstate, connection_from = 11, 12, 4
    with open(path, newline="", encoding="utf-8") as log:
        return collections.Counter(row[sqlstate] for row in csv.reader(log)
                                   if row[severity] in ("ERROR", "FATAL", "PANIC") and row[connection_from][:1].isdigit())


def errors_of_report(report):
    counted = collections.Counter()
    for row in report["errors"]["by_sqlstate"]:
        counted[row["sqlstate"]] += int(row["count"])
    return counted


def main(program, report_path, statements_path, log_path):
    with open(report_path, encoding="utf-8") as file:
        report = json.load(file)
    theirs = statements_of_server(program, statements_path)
    ours = statements_of_report(report)
    wrong = 0
    for fingerprint in sorted(theirs.keys() | ours.keys()):
        expected = theirs.get(fingerprint, (0, 0, None))
        counted = ours.get(fingerprint, (0, 0, None))
        if expected[:2] != counted[:2]:
            print(f"{expected[2] or counted[2]!r}\n    server: {expected[0]} calls, {expected[1]} rows; "
                  f"pgoscope: {counted[0]} calls, {counted[1]} rows, as {counted[2]!r}")
            wrong += 1
    their_errors, our_errors = errors_of_server(log_path), errors_of_report(report)
    for sqlstate in sorted(their_errors.keys() | our_errors.keys()):
        if their_errors[sqlstate] != our_errors[sqlstate]:
            print(f"SQLSTATE {sqlstate}: server {their_errors[sqlstate]}, pgoscope {our_errors[sqlstate]}")
            wrong += 1
    if len(theirs) < 50 or len(their_errors) < 10:
        print(f"the workload did not happen: {len(theirs)} statements, {len(their_errors)} kinds of errors")
        wrong += 1
    print(f"{len(theirs)} statements, {sum(calls for calls, _, _ in theirs.values())} calls, "
          f"{sum(rows for _, rows, _ in theirs.values())} rows, {sum(their_errors.values())} errors of {len(their_errors)} "
          f"SQLSTATEs by the server's count; {wrong} differences")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
