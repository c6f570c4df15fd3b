#!/usr/bin/python3
"""What `pgoscope live` prints and keeps: a timeline as it happens, a line each interval, reports on request and at the end,
packets in files.

    tests/live_outputs/output_test.py PGOSCOPE
"""

import json
import os
import pathlib
import pwd
import re
import resource
import signal
import stat
import subprocess
import sys
import tempfile
import time
import unittest

import jsonschema
from speaking import Talk, error, need_to_listen

PROGRAM = sys.argv.pop(1)
SCHEMAS = pathlib.Path(__file__).resolve().parents[2] / "analyzer" / "report" / "schema"


def schema(name):
    return json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))


def validate(document, name):
    of_document, report = schema(name), schema("report")
    resolver = jsonschema.RefResolver.from_schema(of_document, store={report["$id"]: report})
    jsonschema.Draft202012Validator(of_document, resolver=resolver).validate(document)


def accounting_closes(report):
    accounting = report["accounting"]
    parts = accounting["dissected_bytes"] + accounting["encrypted_bytes"] + sum(accounting["skipped_bytes"].values())
    return accounting["payload_bytes"] == parts


class OutputTest(unittest.TestCase):
    def setUp(self):
        self.talk = Talk()
        self.addCleanup(self.talk.close)
        self.directory = tempfile.TemporaryDirectory()
        self.addCleanup(self.directory.cleanup)
        self.folder = pathlib.Path(self.directory.name)
        # Files are written as the user that pgoscope becomes.
        if os.geteuid() == 0:
            os.chown(self.folder, pwd.getpwnam("nobody").pw_uid, -1)

    def listen(self, *options, interface="lo", **popen):
        process = subprocess.Popen([PROGRAM, "live", "-v", "--port", str(self.talk.port), *map(str, options), interface],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, **popen)
        self.addCleanup(self.put_away, process)
        # The sentence that it listens comes last before the first packet.
        said = process.stderr.readline()
        self.assertIn(b"listening", said)
        return process

    @staticmethod
    def put_away(process):
        if process.poll() is None:
            process.kill()
        process.wait()
        process.stdout.close()
        process.stderr.close()

    def end(self, process, status=0, number=signal.SIGINT):
        time.sleep(0.3)  # until the kernel has handed over the last block of packets
        process.send_signal(number)
        output = process.stdout.read()
        self.said = process.stderr.read().decode()
        self.assertEqual(process.wait(timeout=20), status, self.said)
        return output

    def wait_until(self, holds, seconds=20):
        end = time.monotonic() + seconds
        while not holds():
            self.assertLess(time.monotonic(), end, "waited in vain")
            time.sleep(0.02)

    @staticmethod
    def lines_of(path):
        """Those that are whole."""
        return [json.loads(line) for line in path.read_text().splitlines(keepends=True) if line.endswith("\n")]

    def wait_for_lines(self, path, hold):
        self.wait_until(lambda: hold(self.lines_of(path)))

    # ---- what is said, and when ----

    def test_a_message_shows_within_a_tenth_of_a_second(self):
        process = self.listen("--timeline", "--format", "json")
        session = self.talk.session()
        times = []
        for i in range(10):
            session.query(b"select %d" % i)
            begin = time.monotonic()
            while True:
                event = json.loads(process.stdout.readline())
                if event.get("name") == "ReadyForQuery" and event.get("exchange", 0) == i + 2:
                    break
            times.append(time.monotonic() - begin)
            time.sleep(0.013)
        print(f"shown after {min(times) * 1000:.0f} to {max(times) * 1000:.0f} ms", file=sys.stderr)
        self.assertLess(sorted(times)[len(times) // 2], 0.1)
        for line in self.end(process).splitlines():
            validate(json.loads(line), "timeline")

    def test_a_report_at_the_end_is_the_default(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            process = self.listen("--format", "json")
            self.talk.session().query(b"selec 1", error(b"42601", b"syntax error"))
            report = json.loads(self.end(process, number=number))
            validate(report, "report")
            self.assertTrue(accounting_closes(report))
            self.assertTrue(report["capture"]["complete"])
            self.assertEqual(report["capture"]["sources"][0]["path"], "lo")
            self.assertEqual(report["capture"]["dropped_by_kernel"], 0)
            self.assertEqual(report["errors"]["total"], 1)

    def test_the_word_behind_report_is_a_format_or_an_interface(self):
        for options, begin in ((["--report", "text"], b"pgoscope"), (["--report", "json"], b"{"), (["--report"], b"{")):
            process = self.listen("--duration", "300ms", *options)
            self.assertTrue(process.stdout.read().startswith(begin))
            self.assertEqual(process.wait(timeout=20), 0)

    def test_a_line_each_interval(self):
        process = self.listen("--every", "500ms")
        session = self.talk.session()
        lines = []
        for i in range(3):
            session.query(b"select %d" % i)
            lines.append(json.loads(process.stdout.readline()))
        session.close()
        lines += map(json.loads, self.end(process).splitlines())
        for line in lines:
            validate(line, "interval")
            for part in ("interval", "since_start"):
                self.assertTrue(accounting_closes(line[part]), line[part]["accounting"])
        last = lines[-1]["since_start"]
        self.assertEqual(last["exchanges"]["total"], 4)
        self.assertEqual(sum(line["interval"]["exchanges"]["total"] for line in lines), 4)
        self.assertEqual(sum(line["interval"]["capture"]["packets"] for line in lines), last["capture"]["packets"])
        for before, after in zip(lines, lines[1:]):
            self.assertEqual(before["to"], after["from"])
        # The session is told while it is open, and after its close only from the start.
        self.assertEqual(lines[2]["interval"]["sessions"]["by_end"], {"open": 1})
        self.assertNotIn("open", last["sessions"]["by_end"])
        self.assertEqual(lines[2]["interval"]["sessions"]["list"][0]["totals"]["exchanges"], 4)

    def test_a_signal_asks_for_a_report_now(self):
        process = self.listen("--format", "json")
        session = self.talk.session()
        session.query(b"select 1")
        time.sleep(0.3)
        process.send_signal(signal.SIGUSR1)
        time.sleep(0.3)
        session.query(b"select 2")
        decoder = json.JSONDecoder()
        output = self.end(process).decode()
        first, end = decoder.raw_decode(output)
        second = json.loads(output[end:])
        for report, exchanges in ((first, 2), (second, 3)):
            validate(report, "report")
            self.assertTrue(accounting_closes(report))
            self.assertEqual(report["exchanges"]["total"], exchanges)
        self.assertEqual(first["sessions"]["by_end"], {"open": 1})

    def test_a_file_shows_what_comes(self):
        path = self.folder / "lines"
        process = self.listen("--timeline", "--every", "200ms", "--report", "json", "--format", "json", "-o", path)
        self.assertEqual([file.name for file in self.folder.iterdir()], ["lines"])
        self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600)
        session = self.talk.session()
        session.query(b"select 1")
        self.wait_for_lines(path, lambda lines: any(line.get("name") == "Query" for line in lines))
        self.wait_for_lines(path, lambda lines: any(line.get("schema") == "pgoscope.interval/1" for line in lines))
        process.send_signal(signal.SIGUSR1)
        self.wait_for_lines(path, lambda lines: any(line.get("schema") == "pgoscope.report/1" for line in lines))
        self.assertEqual(self.end(process), b"")
        lines = self.lines_of(path)
        self.assertEqual([line.get("schema") for line in lines].count("pgoscope.report/1"), 2)
        self.assertEqual(lines[-1]["schema"], "pgoscope.report/1")

    def test_every_report_comes_behind_the_one_before(self):
        path = self.folder / "report.txt"
        path.write_text("of an earlier run")
        path.chmod(0o666)
        process = self.listen("--report=text", "-o", path)
        self.assertEqual(path.read_text(), "")
        process.send_signal(signal.SIGUSR1)
        self.wait_until(lambda: path.stat().st_size > 0)
        first = path.read_text()
        self.assertTrue(first.startswith("pgoscope "))
        self.end(process)
        self.assertTrue(path.read_text().startswith(first))
        self.assertEqual(path.read_text().count("report of lo"), 2)

    def test_lines_stay_lines(self):
        process = self.listen("--timeline", "--every", "300ms", "--report", "json", "--format", "json")
        self.talk.session().query(b"select 1")
        time.sleep(0.4)
        process.send_signal(signal.SIGUSR1)
        schemas = [json.loads(line).get("schema", "event") for line in self.end(process).splitlines()]
        self.assertEqual(schemas[-1], "pgoscope.report/1")
        self.assertEqual(schemas.count("pgoscope.report/1"), 2)
        self.assertGreaterEqual(schemas.count("pgoscope.interval/1"), 2)
        self.assertGreater(schemas.count("event"), 5)

    def test_ends_after_packets(self):
        process = self.listen("--packets", "7", "--format", "json")
        self.talk.session().query(b"select 1")
        self.assertEqual(json.loads(process.stdout.read())["capture"]["packets"], 7)
        self.assertEqual(process.wait(timeout=20), 0)

    def test_a_condition_sets_the_exit_status(self):
        process = self.listen("--fail-on", "errors:42601")
        self.talk.session().query(b"selec 1", error(b"42601", b"syntax error"))
        self.end(process, status=1)

    def test_nobody_reads_any_more(self):
        process = self.listen("--timeline")
        process.stdout.close()
        self.talk.session().query(b"select 1")
        self.assertEqual(process.wait(timeout=20), 0)

    # ---- keeping packets ----

    def report_of(self, *files):
        done = subprocess.run([PROGRAM, "report", "--format", "json", "--port", str(self.talk.port), *map(str, files)],
                              capture_output=True, check=True, timeout=60)
        return json.loads(done.stdout)

    @staticmethod
    def without_origin(report):
        for key in ("sources", "dropped_by_kernel", "dropped_by_interface", "written"):
            report["capture"].pop(key, None)
        return report

    def test_what_is_written_says_the_same(self):
        path = self.folder / "kept.pcap"
        process = self.listen("--format", "json", "--every", "100ms", "--report", "json", "--write", path)
        session = self.talk.session()
        for i in range(20):
            session.query(b"select %d" % i)
            time.sleep(0.02)
        live = json.loads(self.end(process).splitlines()[-1])
        self.assertEqual(live["capture"]["written"], {"path": str(path), "packets": live["capture"]["packets"],
                                                      "bytes": path.stat().st_size, "complete": True})
        self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600)
        self.assertEqual(self.without_origin(live), self.without_origin(self.report_of(path)))

    def test_full_files_are_put_aside_and_the_oldest_removed(self):
        path = self.folder / "kept.pcap"
        process = self.listen("--format", "json", "--write", path, "--rotate-size", "2K", "--keep", "2")
        session = self.talk.session()
        for i in range(100):
            session.query(b"select %d" % i)
        self.end(process)
        files = sorted(self.folder.iterdir())
        self.assertEqual(len(files), 3)
        self.assertEqual(files[-1], path)
        self.assertRegex(files[0].name, r"^kept-\d{6}\.pcap$")
        for file in files:
            self.assertLessEqual(file.stat().st_size, 2048)
        self.assertEqual(self.report_of(*files)["transport"]["gaps"], 0)

    def listen_on_a_full_disk(self, *options):
        """Writes packets to a file that can have no more than a few."""
        def little_space():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (1500, 1500))

        return self.listen("--write", self.folder / "kept.pcap", *options, preexec_fn=little_space)

    def test_a_full_disk_ends_the_writing_only(self):
        process = self.listen_on_a_full_disk("--timeline", "--format", "text")
        session = self.talk.session()
        for i in range(20):
            session.query(b"select %d" % i)
        output = self.end(process, status=2)
        self.assertIn(b"select 19", output)
        self.assertIn("no more packets are written", self.said)
        self.assertGreater(self.report_of(self.folder / "kept.pcap")["capture"]["packets"], 0)

    def test_a_full_disk_is_in_every_report(self):
        process = self.listen_on_a_full_disk("--every", "200ms", "--report", "json")
        session = self.talk.session()
        for i in range(20):
            session.query(b"select %d" % i)
        while json.loads(process.stdout.readline())["since_start"]["capture"]["written"]["complete"]:
            pass
        process.send_signal(signal.SIGUSR1)
        while not (requested := json.loads(process.stdout.readline()))["schema"].startswith("pgoscope.report"):
            pass
        lines = list(map(json.loads, self.end(process, status=2).splitlines()))
        kept = self.report_of(self.folder / "kept.pcap")["capture"]["packets"]
        for report in (requested, lines[-2]["since_start"], lines[-1]):
            validate(report, "report")
            written = report["capture"]["written"]
            self.assertEqual(written["path"], str(self.folder / "kept.pcap"))
            self.assertEqual(written["packets"], kept)
            self.assertEqual(written["bytes"], (self.folder / "kept.pcap").stat().st_size)
            self.assertEqual(written["error"], "File too large")
            self.assertGreater(written["missing_since"], report["capture"]["first_time"])
            self.assertLessEqual(written["missing_since"], report["capture"]["last_time"])
            self.assertTrue(report["capture"]["complete"])
        self.assertEqual(lines[-2]["interval"]["capture"]["written"]["packets"], 0)
        self.assertFalse(lines[-2]["interval"]["capture"]["written"]["complete"])

    def test_a_full_disk_is_in_the_report_for_people(self):
        process = self.listen_on_a_full_disk("--report=text")
        session = self.talk.session()
        for i in range(20):
            session.query(b"select %d" % i)
        text = b" ".join(self.end(process, status=2).split())
        kept = self.report_of(self.folder / "kept.pcap")["capture"]["packets"]
        self.assertRegex(text, rb"Only %d packets could be written to .*: File too large\." % kept)

    # ---- what cannot be ----

    def refused(self, *options):
        done = subprocess.run([PROGRAM, "live", *map(str, options)], capture_output=True, timeout=20, check=False)
        self.assertEqual((done.returncode, done.stdout), (2, b""))
        return done.stderr.decode()

    def test_bad_input_is_explained(self):
        self.assertIn("pgoscope interfaces", self.refused("no-such-0"))
        for bpf in ("port (", "foo bar", "port 1) or (port 2"):
            said = self.refused("lo", "--bpf", bpf)
            self.assertRegex(said, r"the packet filter '%s' is not valid for link type EN10MB: .*syntax error.*; "
                                   "man pcap-filter has the syntax\n$" % re.escape(bpf))
        self.assertEqual(self.refused("lo", "--write", self.folder, "--report").partition(": Is a directory")[2][:22],
                         "; name a file in it (i")
        self.assertIn("no/file", self.refused("lo", "--write", self.folder / "no/file"))
        self.assertIn("is the capture itself", self.refused("lo", "--write", self.folder / "a", "-o", f"{self.folder}/./a"))
        self.assertIn("--write", self.refused("lo", "--keep", "2"))
        if os.geteuid() == 0:
            done = subprocess.run(["setpriv", "--reuid=nobody", "--clear-groups", "--bounding-set=-all", PROGRAM, "live", "lo"],
                                  capture_output=True, timeout=20, check=False, text=True)
            self.assertEqual(done.returncode, 2)
            self.assertIn("setcap cap_net_raw", done.stderr)

    def test_interfaces_are_listed(self):
        done = subprocess.run([PROGRAM, "interfaces"], capture_output=True, timeout=20, check=True, text=True)
        self.assertRegex(done.stdout, r"(?m)^lo +up .*127\.0\.0\.1")


if __name__ == "__main__":
    need_to_listen(PROGRAM)
    unittest.main()
