"""The command line from outside: exit status, messages, output files, pipes, terminals, signals.

Usage: cli_test.py PROGRAM SAMPLES [unittest arguments]
"""

import fcntl
import json
import os
import pathlib
import pty
import shutil
import signal
import stat
import struct
import subprocess
import sys
import tempfile
import termios
import time
import unittest

PROGRAM = SAMPLES = None
CAPTURE_HEADER = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)


def run(*arguments, **options):
    return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, timeout=60, **options)


def run_on_terminal(*arguments, environment=None, feed=None):
    """Runs with standard output and error on a pseudo terminal; answers what it shows."""
    main, other = pty.openpty()
    process = subprocess.Popen([PROGRAM, *map(str, arguments)], stdin=subprocess.PIPE, stdout=other,
                               stderr=other, env={**os.environ, "TERM": "xterm", **(environment or {})})
    os.close(other)
    shown = b""
    if feed:
        feed(process.stdin)
    process.stdin.close()
    while True:
        try:
            piece = os.read(main, 65536)
        except OSError:  # Linux answers EIO once the other side is closed
            break
        if not piece:
            break
        shown += piece
    os.close(main)
    return process.wait(timeout=60), shown.decode()


def record(data):
    return struct.pack("<IIII", 1795209370, 0, len(data), len(data)) + data


class CliTest(unittest.TestCase):
    def setUp(self):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="pgoscope-cli-"))
        self.addCleanup(shutil.rmtree, self.directory)
        self.capture = SAMPLES / "simple-queries.pcap"

    def file(self, name, content):
        path = self.directory / name
        path.write_bytes(content)
        return path

    def assert_one_line(self, result, *parts, level="error"):
        text = result.stderr.decode()
        self.assertTrue(text.startswith(f"pgoscope: {level}: "), text)
        self.assertEqual(text.count("\n"), 1, text)
        for part in parts:
            self.assertIn(part, text)

    # ---- what it is asked for ----

    def test_no_arguments_show_help_and_fail(self):
        result = run()
        self.assertEqual((result.returncode, result.stdout), (2, b""))
        self.assertIn(b"Usage: pgoscope VERB", result.stderr)

    def test_help_goes_to_standard_output(self):
        for arguments in (["--help"], ["help"], ["help", "report"], ["latency", "-h"]):
            result = run(*arguments)
            self.assertEqual((result.returncode, result.stderr), (0, b""))
            self.assertIn(b"Usage: pgoscope", result.stdout)

    def test_version(self):
        result = run("--version")
        self.assertEqual(result.returncode, 0)
        self.assertRegex(result.stdout.decode(), r"^pgoscope \d+\.\d+\.\d+\nlibpcap version 1\.")

    def test_usage_errors_are_one_line(self):
        for arguments in (["timelime", "x"], ["report"], ["report", "--nonsense", self.capture],
                          ["report", "--port", "x", self.capture],
                          ["report", "--fail-on", "p99", self.capture],
                          ["report", "--since", "yesterday", self.capture]):
            with self.subTest(arguments):
                result = run(*arguments)
                self.assertEqual((result.returncode, result.stdout), (2, b""))
                self.assert_one_line(result)

    def test_a_verb_without_a_capture_asks_for_one(self):
        for verb in ("timeline", "errors", "latency", "report"):
            self.assert_one_line(run(verb), "name a capture file, or - for standard input;")
        self.assert_one_line(run("completions"), "shell is required")

    def test_every_verb_answers_in_both_formats(self):
        for verb in ("timeline", "errors", "latency", "report"):
            for form in ("json", "text"):
                with self.subTest(verb=verb, form=form):
                    result = run(verb, "--format", form, self.capture)
                    self.assertEqual((result.returncode, result.stderr), (0, b""))
                    if form == "text":
                        self.assertNotIn(b"\x1b", result.stdout)
                    elif verb == "timeline":
                        for line in result.stdout.splitlines():
                            json.loads(line)
                    else:
                        json.loads(result.stdout)

    def test_session_filter(self):
        capture = SAMPLES / "many-connections.pcap"
        lines = run("timeline", "--session", "2", "--session", "4", capture).stdout.splitlines()
        self.assertEqual({json.loads(line)["session"] for line in lines}, {2, 4})

    def test_sessions_that_there_are_not(self):
        result = run("report", "--session", "1", "--session", "98", "--session", "99", self.capture)
        self.assertEqual(result.returncode, 0)
        self.assert_one_line(result, "there are no sessions 98, 99; the highest number is 1\n", level="warning")
        self.assertEqual(run("report", "--session", "1", self.capture).stderr, b"")

    def test_since_and_until_leave_packets_out(self):
        whole = json.loads(run("report", self.capture).stdout)["capture"]
        part = json.loads(run("report", "--since", whole["last_time"], self.capture).stdout)["capture"]
        self.assertLess(part["packets"], whole["packets"])
        self.assertEqual(part["first_time"], whole["last_time"])
        none = run("report", "--until", whole["first_time"], self.capture)
        self.assertEqual(json.loads(none.stdout)["capture"]["packets"], 0)
        self.assert_one_line(none, "no packet meets", level="warning")

    def test_standard_input_is_a_capture(self):
        piped = run("timeline", "-", input=self.capture.read_bytes())
        self.assertEqual(piped.returncode, 0)
        self.assertEqual(piped.stdout, run("timeline", self.capture).stdout)

    def test_accounting_closes_for_every_sample(self):
        for sample in sorted(SAMPLES.glob("*.pcap*")):
            for port in ("5432", "auto"):
                with self.subTest(sample.name, port=port):
                    document = json.loads(run("report", "--port", port, sample).stdout)
                    accounting = document["accounting"]
                    number = lambda value: int(value)
                    self.assertEqual(
                        number(accounting["payload_bytes"]),
                        number(accounting["dissected_bytes"]) + number(accounting["encrypted_bytes"])
                        + sum(map(number, accounting["skipped_bytes"].values())))

    # ---- bad input ----

    def test_input_that_cannot_be_opened(self):
        cases = {"no such file": (self.directory / "none.pcap", "there is no such file"),
                 "a directory": (self.directory, "is a directory"),
                 "not a capture": (self.file("text", b"hello, world, this is no capture"), "not a capture"),
                 "nothing at all": (self.file("empty", b""), "is empty")}
        for name, (path, words) in cases.items():
            with self.subTest(name):
                result = run("report", path)
                self.assertEqual((result.returncode, result.stdout), (2, b""))
                self.assert_one_line(result, str(path), words)

    def test_bad_filter(self):
        result = run("report", "--bpf", "tcp prt 5432", self.capture)
        self.assertEqual(result.returncode, 2)
        self.assert_one_line(result, "tcp prt 5432", "pcap-filter")

    def test_a_capture_that_is_cut_is_reported_up_to_there(self):
        result = run("report", SAMPLES / "cut-in-a-record.pcap")
        self.assertEqual(result.returncode, 2)
        self.assert_one_line(result, "cut off")
        self.assertGreater(json.loads(result.stdout)["capture"]["packets"], 0)

    def test_unknown_link_type(self):
        header = CAPTURE_HEADER[:-4] + struct.pack("<I", 147)
        result = run("report", self.file("usb.pcap", header + record(b"x" * 60)))
        self.assertEqual(result.returncode, 2)
        self.assert_one_line(result, "usb.pcap", "link type", "not looked at: 1")
        json.loads(result.stdout)

    def test_without_packets_the_result_is_empty_and_valid(self):
        result = run("report", self.file("none.pcap", CAPTURE_HEADER))
        self.assertEqual(result.returncode, 0)
        self.assertEqual(json.loads(result.stdout)["sessions"]["total"], 0)
        self.assert_one_line(result, "no packets", level="warning")

    def test_without_postgresql_it_hints_at_ports(self):
        result = run("report", "--port", "1", self.capture)
        self.assertEqual(result.returncode, 0)
        self.assert_one_line(result, "no traffic on port 1;", "5432 (", "--port auto", level="warning")
        self.assertEqual(run("report", "-q", "--port", "1", self.capture).stderr, b"")
        self.assert_one_line(run("report", SAMPLES / "http-on-5432.pcap"), "other traffic", level="warning")

    # ---- output ----

    def test_output_file(self):
        path = self.directory / "report.json"
        result = run("report", "-o", path, self.capture)
        self.assertEqual((result.returncode, result.stdout, result.stderr), (0, b"", b""))
        self.assertEqual(path.read_bytes(), run("report", self.capture).stdout)
        self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600)
        self.assertEqual([file.name for file in self.directory.iterdir()], ["report.json"])

    def test_no_output_file_without_input(self):
        result = run("report", "-o", self.directory / "report.json", self.directory / "none.pcap")
        self.assertEqual(result.returncode, 2)
        self.assertEqual(list(self.directory.iterdir()), [])

    def test_output_that_cannot_be_opened(self):
        result = run("report", "-o", self.directory / "no" / "report.json", self.capture)
        self.assertEqual(result.returncode, 2)
        self.assert_one_line(result, "No such file or directory", "choose")

    def test_a_capture_is_never_written_over(self):
        path = self.file("copy.pcap", self.capture.read_bytes())
        result = run("report", "-o", path, path)
        self.assertEqual(result.returncode, 2)
        self.assert_one_line(result, "is the capture itself")
        self.assertEqual(path.read_bytes(), self.capture.read_bytes())

    def test_full_disk(self):
        for verb in ("timeline", "report"):
            with self.subTest(verb), open("/dev/full", "wb") as full:
                result = subprocess.run([PROGRAM, verb, self.capture], stdout=full,
                                        stderr=subprocess.PIPE, timeout=60)
                self.assertEqual(result.returncode, 2)
                self.assert_one_line(result, "cannot write standard output", "No space left")
                result = run(verb, "-o", "/dev/full", self.capture)
                self.assertEqual(result.returncode, 2)
                self.assert_one_line(result, "/dev/full", "No space left")

    def test_full_help(self):
        with open("/dev/full", "wb") as full:
            result = subprocess.run([PROGRAM, "--help"], stdout=full, stderr=subprocess.PIPE, timeout=60)
        self.assertEqual(result.returncode, 2)
        self.assert_one_line(result, "No space left")

    def test_a_closed_pipe_ends_quietly(self):
        for arguments in (["timeline", "--every-row"], ["report"]):
            with self.subTest(arguments):
                reader, writer = os.pipe()
                os.close(reader)
                result = subprocess.run([PROGRAM, *arguments, SAMPLES / "big-row.pcap"], stdout=writer,
                                        stderr=subprocess.PIPE, timeout=60)
                os.close(writer)
                self.assertEqual((result.returncode, result.stderr), (0, b""))

    # ---- checks ----

    def test_fail_on(self):
        held = run("report", "--fail-on", "errors:23505", "--fail-on", "max>1ns,gaps", self.capture)
        self.assertEqual(held.returncode, 1)
        self.assertEqual(held.stdout, run("report", self.capture).stdout)
        self.assertRegex(held.stderr.decode(), r"^pgoscope: error: --fail-on errors:23505: there is 1\n"
                                               r"pgoscope: error: --fail-on max>1ns: it is [\d.]+ ms .*\n$")
        passed = run("timeline", "--fail-on", "errors>100,gaps,malformed,max>1min", self.capture)
        self.assertEqual((passed.returncode, passed.stderr), (0, b""))
        self.assertEqual(passed.stdout, run("timeline", self.capture).stdout)

    def test_broken_input_is_worse_than_a_condition(self):
        result = run("report", "--fail-on", "max>1ns", SAMPLES / "cut-in-a-record.pcap")
        self.assertEqual(result.returncode, 2)

    # ---- terminals ----

    def test_text_and_colour_on_a_terminal(self):
        status, shown = run_on_terminal("timeline", self.capture)
        self.assertEqual(status, 0)
        self.assertIn("\x1b[", shown)
        self.assertNotIn('{"type"', shown)
        for arguments, environment in ((["--color", "never"], {}), ([], {"NO_COLOR": "1"})):
            _, plain = run_on_terminal("timeline", *arguments, self.capture, environment=environment)
            self.assertNotIn("\x1b[", plain)
        coloured = run("timeline", "--format", "text", "--color", "always", self.capture)
        self.assertIn(b"\x1b[", coloured.stdout)

    def many_packets(self, count):
        data = self.capture.read_bytes()
        return data[:24], data[24:] * (count * 60 // len(data) + 1)

    def test_a_bar_for_slow_work_only(self):
        header, packets = self.many_packets(40000)

        def slowly(pipe):
            pipe.write(header + packets)
            pipe.flush()
            time.sleep(0.7)
            pipe.write(packets)
            pipe.flush()

        output = self.directory / "out"
        status, shown = run_on_terminal("report", "-o", output, "-", feed=slowly)
        self.assertEqual(status, 0)
        self.assertIn(" read", shown)
        self.assertTrue(shown.endswith("\r\x1b[K"), shown[-40:])
        for arguments in (["--progress", "never"], ["-q"]):
            _, shown = run_on_terminal("report", *arguments, "-o", output, "-", feed=slowly)
            self.assertEqual(shown, "")
        self.assertEqual(run_on_terminal("report", "-o", output, self.capture)[1], "")

    def test_a_bar_when_asked_for(self):
        header, packets = self.many_packets(40000)
        path = self.file("many.pcap", header + packets)
        result = run("report", "--progress", "always", path)
        self.assertRegex(result.stderr.decode(), r"\[=*>? *\] +\d+ %  .* of ")
        self.assertEqual(run("report", path).stderr, b"")

    def test_a_slow_pipe_is_told_as_it_comes(self):
        process = subprocess.Popen([PROGRAM, "timeline", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        packets = self.capture.read_bytes()
        process.stdin.write(packets[:-100])
        process.stdin.flush()
        first = process.stdout.readline()  # comes although the pipe in is still open
        self.assertEqual(json.loads(first)["type"], "session_open")
        process.stdin.write(packets[-100:])
        process.stdin.close()
        self.assertEqual(first + process.stdout.read(), run("timeline", self.capture).stdout)
        process.stdout.close()
        self.assertEqual(process.wait(timeout=60), 0)

    # ---- signals ----

    def test_an_interruption_reports_what_was_read(self):
        for number, status in ((signal.SIGHUP, 129), (signal.SIGINT, 130), (signal.SIGTERM, 143)):
            process = subprocess.Popen([PROGRAM, "report", "-"], stdin=subprocess.PIPE,
                                       stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            process.stdin.write(self.capture.read_bytes())
            process.stdin.flush()
            time.sleep(0.5)  # until it waits for more
            process.send_signal(number)
            output = process.stdout.read()  # ends although the pipe in is still open
            self.assertEqual(process.wait(timeout=60), status)
            self.assertIn(b"interrupted", process.stderr.read())
            for stream in (process.stdin, process.stdout, process.stderr):
                stream.close()
            self.assertGreater(json.loads(output)["capture"]["packets"], 0)

    def test_a_second_signal_ends_at_once_whichever_it_is(self):
        for first, second in ((signal.SIGTERM, signal.SIGINT), (signal.SIGINT, signal.SIGTERM), (signal.SIGINT, signal.SIGINT)):
            process = subprocess.Popen([PROGRAM, "timeline", *[self.capture] * 50], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            # Nobody reads: once the pipe is full, it waits for ever.
            before = -1
            while before != (before := pending_bytes(process.stdout)):
                time.sleep(0.2)
            process.send_signal(first)
            with self.assertRaises(subprocess.TimeoutExpired):
                process.wait(timeout=0.5)
            process.send_signal(second)
            self.assertEqual(process.wait(timeout=10), -second)
            process.stdout.close()


def pending_bytes(pipe):
    return struct.unpack("i", fcntl.ioctl(pipe, termios.FIONREAD, b"\0" * 4))[0]


if __name__ == "__main__":
    PROGRAM = sys.argv.pop(1)
    SAMPLES = pathlib.Path(sys.argv.pop(1))
    unittest.main()
