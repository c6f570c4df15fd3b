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

SAMPLE = pathlib.Path(__file__).resolve().parents[2] / "samples" / "pgbench.pcap"
TSHARK_PACKETS = 50_000  # it takes minutes for all of them, and its time per packet does not fall


def run_once(command, output=subprocess.DEVNULL):
    """Wall seconds and peak memory in bytes."""
    begin = time.monotonic()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - begin
    if os.waitstatus_to_exitcode(status) != 0:
        raise SystemExit(f"failed: {' '.join(map(str, command))}")
    return seconds, usage.ru_maxrss * 1024


def measure(command, runs):
    results = [run_once(command) for _ in range(runs)]
    return statistics.median(seconds for seconds, _ in results), max(memory for _, memory in results)


def output_of(command):
    return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=True).stdout


def size_of_output(command):
    with tempfile.TemporaryFile() as output:
        run_once(command, output)
        return os.fstat(output.fileno()).st_size


def print_row(name, seconds, memory, packets, messages, capture_bytes, bare_seconds):
    print(f"{name:<28} {seconds:8.3f} s {packets / seconds / 1e6:8.2f} {messages / seconds / 1e6:8.2f} "
          f"{capture_bytes / seconds / 1e6:9.1f} {memory / 2**20:8.1f} MiB {seconds / bare_seconds:8.2f}")


def compare_with_tshark(build, directory, runs, pgoscope):
    small = directory / "for-tshark.pcap"
    subprocess.run([build / "tests/bench/make_capture", SAMPLE, small, str(TSHARK_PACKETS), "100"], check=True, stdout=subprocess.DEVNULL)
    packets = int(output_of([build / "tests/bench/bare_loop", small]).split()[0])
    theirs, memory = measure(["tshark", "-n", "-r", small, "-T", "fields", "-e", "pgsql.type"], 1)
    ours, _ = measure([pgoscope, "report", "--format", "json", small], runs)
    print(f"\ntshark -T fields -e pgsql.type, {packets} packets: {theirs:.2f} s, {memory / 2**20:.0f} MiB; "
          f"pgoscope report: {ours:.3f} s; {theirs / ours:.0f} times faster")


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
        print(f"{'':<28} {'wall':>10} {'Mpkt/s':>8} {'Mmsg/s':>8} {'MB/s in':>9} {'peak':>12} {'x bare':>8}")
        bare_seconds, bare_memory = measure(bare_command, arguments.runs)
        print_row("bare libpcap loop", bare_seconds, bare_memory, packets, messages, size, bare_seconds)
        seconds, memory = measure(report_command, arguments.runs)
        print_row("report --format json", seconds, memory, packets, messages, size, bare_seconds)
        seconds, memory = measure(timeline_command, arguments.runs)
        print_row("timeline --format json", seconds, memory, packets, messages, size, bare_seconds)
        written = size_of_output(timeline_command)
        print(f"\ntimeline writes {written / 1e6:.0f} MB: {written / seconds / 1e6:.0f} MB/s of output, "
              f"{written / max(messages, 1):.0f} bytes a message")
        if shutil.which("tshark") and not arguments.no_tshark:
            compare_with_tshark(arguments.build, directory, arguments.runs, pgoscope)


if __name__ == "__main__":
    sys.exit(main())
