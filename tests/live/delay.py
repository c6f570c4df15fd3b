#!/usr/bin/python3
"""Measures after what time a live timeline shows a query that was answered: delay.py PGOSCOPE INTERFACE...

The server is the one that the environment names for psql. More than 100 ms are a failure.
"""

import json
import signal
import statistics
import subprocess
import sys
import time

import psycopg

QUERIES = 20
MOST_SECONDS = 0.1


def until_ready(lines):
    for line in lines:
        if json.loads(line).get("name") == "ReadyForQuery":
            return


def main(pgoscope, *interfaces):
    command = [pgoscope, "live", "-v", "--timeline", "--format", "json", *interfaces]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as listener:
        listener.stderr.readline()  # that it listens
        delays = []
        # Without preparing statements there is one ReadyForQuery for each.
        with psycopg.connect(autocommit=True, prepare_threshold=None) as connection:
            until_ready(listener.stdout)
            for number in range(QUERIES):
                time.sleep(0.013 * (number % 7))
                connection.execute("select 1")
                answered = time.monotonic()
                until_ready(listener.stdout)
                delays.append(time.monotonic() - answered)
        listener.send_signal(signal.SIGINT)
        listener.stdout.read()
    print(f"shown after {min(delays) * 1000:.0f} to {max(delays) * 1000:.0f} ms")
    return 0 if statistics.median(delays) < MOST_SECONDS else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
