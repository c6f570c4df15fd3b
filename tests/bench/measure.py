#!/usr/bin/python3
"""Measures pgoscope against a bare libpcap loop and tshark on one large capture; bench.sh calls it after the build."""

import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from typing import NamedTuple

SAMPLE = pathlib.Path(__file__).resolve().parents[2] / "samples" / "pgbench.pcap"
TSHARK_PACKETS = 200_000  # it takes a minute for all of them, and its time per packet does not fall


class Run(NamedTuple):
    wall: float  # seconds
    cpu: float  # seconds, of user and system: what holds on a busy machine, too
    memory: int  # bytes, at the peak


def run_once(command, output=subprocess.DEVNULL):
    # A child of this interpreter would begin with the interpreter's own peak; GNU time is small.
    with tempfile.NamedTemporaryFile("r") as kilobytes:
        begin = time.monotonic()
        process = subprocess.Popen(["/usr/bin/time", "--format=%M", f"--output={kilobytes.name}", *command],
                                   stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - begin
        if os.waitstatus_to_exitcode(status) != 0:
            raise SystemExit(f"failed: {' '.join(map(str, command))}")
        return Run(wall, usage.ru_utime + usage.ru_stime, int(kilobytes.read()) * 1024)


def measure(command, runs):
    results = [run_once(command) for _ in range(runs)]
    return Run(statistics.median(run.wall for run in results), statistics.median(run.cpu for run in results),
               max(run.memory for run in results))


def output_of(command):
    return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=True).stdout


def size_of_output(command):
    with tempfile.TemporaryFile() as output:
        run_once(command, output)
        return os.fstat(output.fileno()).st_size


def print_row(name, run, packets, messages, capture_bytes, bare):
    print(f"{name:<24} {run.wall:8.3f} s {run.cpu:8.3f} s {packets / run.wall / 1e6:8.2f} {messages / run.wall / 1e6:8.2f} "
          f"{capture_bytes / run.wall / 1e6:8.1f} {run.memory / 2**20:7.1f} MiB {run.wall / bare.wall:7.2f} {run.cpu / bare.cpu:7.2f}")


def compare_with_tshark(build, directory, runs, pgoscope):
    small = directory / "for-tshark.pcap"
    subprocess.run([build / "tests/bench/make_capture", SAMPLE, small, str(TSHARK_PACKETS), "100"], check=True, stdout=subprocess.DEVNULL)
    packets = int(output_of([build / "tests/bench/bare_loop", small]).split()[0])
    theirs = measure(["tshark", "-n", "-r", small, "-T", "fields", "-e", "pgsql.type"], 1)
    ours = measure([pgoscope, "report", "--format", "json", small], runs)
    print(f"\ntshark -T fields -e pgsql.type, {packets} packets: {theirs.wall:.2f} s, {theirs.memory / 2**20:.0f} MiB; "
          f"pgoscope report: {ours.wall:.3f} s; {theirs.wall / ours.wall:.0f} times faster, {theirs.cpu / ours.cpu:.0f} times less CPU")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--packets", type=int, default=1_500_000)
    parser.add_argument("--sessions", type=int, default=100)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--capture", type=pathlib.Path, help="measure this one instead")
    parser.add_argument("--no-tshark", action="store_true")
    arguments = parser.parse_args()
    pgoscope = arguments.build / "cli/pgoscope"

    with tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name)
        capture = arguments.capture or directory / "large.pcap"
        if not arguments.capture:
            subprocess.run([arguments.build / "tests/bench/make_capture", SAMPLE, capture, str(arguments.packets),
                            str(arguments.sessions)], check=True)
        report_command = [pgoscope, "report", "--format", "json", capture]
        timeline_command = [pgoscope, "timeline", "--format", "json", capture]
        bare_command = [arguments.build / "tests/bench/bare_loop", capture]

        # The first of each also brings the file into the page cache.
        packets, _ = map(int, output_of(bare_command).split())
        report = json.loads(output_of(report_command))
        messages = sum(row["count"] for side in report["messages"].values() for row in side.values())
        size = capture.stat().st_size

        print(f"{packets} packets, {messages} messages, {size / 1e6:.0f} MB; median of {arguments.runs} runs, file in memory\n")
        print(f"{'':<24} {'wall':>10} {'CPU':>10} {'Mpkt/s':>8} {'Mmsg/s':>8} {'MB/s in':>8} {'peak':>11} {'x wall':>7} {'x CPU':>7}")
        bare = measure(bare_command, arguments.runs)
        report_run = measure(report_command, arguments.runs)
        timeline_run = measure(timeline_command, arguments.runs)
        for row, run in (("bare libpcap loop", bare), ("report --format json", report_run), ("timeline --format json", timeline_run)):
            print_row(row, run, packets, messages, size, bare)
        written = size_of_output(timeline_command)
        print(f"\ntimeline writes {written / 1e6:.0f} MB: {written / timeline_run.wall / 1e6:.0f} MB/s of output, "
              f"{written / timeline_run.cpu / 1e6:.0f} MB a second of CPU, {written / max(messages, 1):.0f} bytes a message")
        if shutil.which("tshark") and not arguments.no_tshark:
            compare_with_tshark(arguments.build, directory, arguments.runs, pgoscope)


if __name__ == "__main__":
    sys.exit(main())
