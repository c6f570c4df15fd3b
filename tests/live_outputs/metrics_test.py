#!/usr/bin/python3
"""Scrapes `pgoscope live --metrics`: the numbers, the format, the addresses.

    tests/live_outputs/metrics_test.py PGOSCOPE
"""

import math
import os
import re
import resource
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

from speaking import Talk, error, need_to_listen, open_folder, run_tests

PROGRAM = sys.argv[1]


class Metrics:
    """`pgoscope live --metrics`, and what it answers."""

    def __init__(self, talk, *options, address="0", **popen):
        self.process = subprocess.Popen([PROGRAM, "live", "-v", "--metrics", address, "--port", str(talk.port), *options, "lo"],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, **popen)
        said = self.process.stderr.readline()
        where = re.search(r"metrics are at (\S+)", said)
        if not where:
            self.process.wait(timeout=20)
            self.process.stderr.close()
            raise OSError(said)
        self.url = where[1]

    def text(self):
        with urllib.request.urlopen(self.url, timeout=10) as answer:
            assert answer.headers.get_content_type() == "text/plain", answer.headers
            return answer.read().decode("utf-8", errors="strict")

    def scrape(self):
        return parse(self.text())

    def when(self, holds, seconds=10):
        """The first scrape of which that holds: packets take their time."""
        end = time.monotonic() + seconds
        while True:
            samples = self.scrape()
            if holds(samples) or time.monotonic() > end:
                return samples
            time.sleep(0.2)

    def end(self, status=0):
        self.process.send_signal(signal.SIGTERM)
        ended = self.process.wait(timeout=20)
        assert ended == status, (ended, self.process.stderr.read())
        self.process.stderr.close()


NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(,|$)')


def parse(text):
    """By name and labels; strict about the text format 0.0.4 of Prometheus."""
    samples, types, helped = {}, {}, set()
    assert text.endswith("\n")
    for line in text.splitlines():
        if match := re.fullmatch(rf"# HELP ({NAME}) (\S.*)", line):
            assert match[1] not in helped, line
            helped.add(match[1])
        elif match := re.fullmatch(rf"# TYPE ({NAME}) (counter|gauge|histogram|summary)", line):
            assert match[1] in helped and match[1] not in types, line
            types[match[1]] = match[2]
        else:
            match = re.fullmatch(rf"({NAME})(?:\{{(.*)\}})? (\S+)", line)
            assert match, line
            labels, rest = {}, match[2] or ""
            while rest:
                label = LABEL.match(rest)
                assert label and label[1] not in labels, line
                labels[label[1]] = label[2]
                rest = rest[label.end():]
            family = re.sub(r"_(bucket|sum|count)$", "", match[1]) if match[1] not in types else match[1]
            assert family in types, line
            value = float(match[3])
            key = match[1], tuple(sorted(labels.items()))
            assert key not in samples, line
            if types[family] == "counter":
                assert match[1].endswith("_total") and value >= 0, line
            samples[key] = value
    check_histograms(samples, [name for name, kind in types.items() if kind == "histogram"])
    return samples


def check_histograms(samples, names):
    for name in names:
        series = {}
        for (sample, labels), value in samples.items():
            if sample == name + "_bucket":
                bound = dict(labels)["le"]
                others = tuple(label for label in labels if label[0] != "le")
                series.setdefault(others, []).append((float(bound), value))
        assert series, name
        for labels, buckets in series.items():
            bounds = [bound for bound, _ in buckets]
            counts = [count for _, count in buckets]
            assert bounds == sorted(bounds) and bounds[-1] == math.inf, (name, bounds)
            assert counts == sorted(counts), (name, labels, counts)
            assert samples[name + "_count", labels] == counts[-1], (name, labels)
            assert samples[name + "_sum", labels] >= 0


def value(samples, name, **labels):
    return samples.get((name, tuple(sorted(labels.items()))))


def by_label(samples, name, label):
    return {dict(labels)[label]: number for (sample, labels), number in samples.items() if sample == name}


def test_numbers(talk):
    metrics = Metrics(talk)
    session = talk.session()
    for i in range(20):
        session.query(b"select bal from acct where id = %d" % i)
    session.query(b"select \"quo\\\\te\nd\x1b\xff\"\" from t")
    for _ in range(3):
        session.query(b"insert into t values (1)", error(b"23505", b"duplicate"))
    session.query(b"select 1", error(b"no\n\"1", b"odd"))
    talk.session().close()
    samples = metrics.when(lambda s: value(s, "pgoscope_sessions_total") == 2 and value(s, "pgoscope_open_sessions") == 1)

    assert value(samples, "pgoscope_calls_total") == 21
    assert value(samples, "pgoscope_rows_total") == 21
    assert by_label(samples, "pgoscope_errors_total", "sqlstate") == {"23505": 3, "other": 1}
    assert value(samples, "pgoscope_exchanges_total", kind="query") == 25
    assert value(samples, "pgoscope_exchange_duration_seconds_count", kind="query") == 25
    texts = by_label(samples, "pgoscope_statement_info", "query")
    assert "select bal from acct where id = $1" in texts, texts
    fingerprint = next(dict(labels)["fingerprint"] for (name, labels) in samples
                       if name == "pgoscope_statement_info" and "acct" in dict(labels)["query"])
    assert re.fullmatch("[0-9a-f]{16}", fingerprint)
    assert value(samples, "pgoscope_statement_duration_seconds_count", fingerprint=fingerprint) == 20
    assert value(samples, "pgoscope_statement_rows_total", fingerprint=fingerprint) == 20
    assert value(samples, "pgoscope_statement_duration_seconds_count", fingerprint="other") == 0
    assert sum(by_label(samples, "pgoscope_statement_errors_total", "fingerprint").values()) == 4
    assert value(samples, "pgoscope_dropped_packets_total", source="lo", by="kernel") == 0
    assert value(samples, "pgoscope_gaps_total") == 0
    assert value(samples, "pgoscope_payload_bytes_total", fate="dissected") > 1000
    assert value(samples, "process_resident_memory_bytes") > 1 << 20
    assert abs(value(samples, "pgoscope_last_packet_timestamp_seconds") - time.time()) < 60
    metrics.end()


def test_series_are_bounded(talk):
    metrics = Metrics(talk, "--entries", "3")
    session = talk.session()
    before = {}
    for group in range(6):
        for i in range(4):
            session.query(b"select c%d from t%d" % (i, group))
        time.sleep(1.2)
        calls = by_label(metrics.scrape(), "pgoscope_statement_duration_seconds_count", "fingerprint")
        assert len(calls) <= 4, calls
        for series, count in before.items():
            assert calls.get(series, count) >= count, (before, calls)
        before = calls
    samples = metrics.when(lambda s: value(s, "pgoscope_calls_total") == 24)
    assert value(samples, "pgoscope_calls_total") == 24
    metrics.end()


def test_promtool(talk):
    if not shutil.which("promtool"):
        print("promtool is not installed: only our own parser has looked")
        return
    metrics = Metrics(talk)
    session = talk.session()
    session.query(b"select 1")
    session.query(b"select 2", error(b"42P01", b"missing"))
    text = metrics.text()
    checked = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True, text=True, timeout=30)
    assert checked.returncode == 0 and not checked.stderr and not checked.stdout, checked
    metrics.end()


def test_a_full_disk_shows(talk):
    def little_space():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1500, 1500))

    with open_folder() as folder:
        path = os.path.join(folder, "kept.pcap")
        metrics = Metrics(talk, "--write", path, preexec_fn=little_space)
        samples = metrics.scrape()
        assert value(samples, "pgoscope_writing_stopped") == 0
        assert value(samples, "pgoscope_written_packets_total") == 0
        session = talk.session()
        for i in range(20):
            session.query(b"select %d" % i)
        samples = metrics.when(lambda s: value(s, "pgoscope_writing_stopped") == 1)
        assert value(samples, "pgoscope_writing_stopped") == 1
        assert 0 < value(samples, "pgoscope_written_packets_total") < value(samples, "pgoscope_captured_packets_total", source="lo")
        assert value(samples, "pgoscope_written_bytes_total") == os.path.getsize(path)
        when = value(samples, "pgoscope_writing_stopped_timestamp_seconds", error="File too large")
        assert abs(when - time.time()) < 60
        metrics.end(status=2)


def test_scrapes_share_what_is_fresh(talk):
    """However often somebody asks: metrics are made once a second."""
    metrics = Metrics(talk)
    first = metrics.text()
    begin = time.monotonic()
    made = {first}
    for _ in range(50):
        text = re.sub(r"(?m)^#.*\n|^(exposer|process)_.*\n", "", metrics.text())
        made.add(text)
        talk.session().close()
    assert time.monotonic() - begin < 10
    assert len(made) <= 4 + time.monotonic() - begin, len(made)
    metrics.end()


def test_addresses(talk):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        run = subprocess.run([PROGRAM, "live", "--metrics", str(port), "lo"], capture_output=True, text=True, timeout=30)
        assert run.returncode == 2 and not run.stdout, run
        assert run.stderr == (f"pgoscope: error: --metrics: cannot listen on 127.0.0.1:{port}: Address already in use; "
                              "choose another port or address\n"), run.stderr
    run = subprocess.run([PROGRAM, "live", "--metrics", "192.0.2.200:9187", "lo"], capture_output=True, text=True, timeout=30)
    assert run.returncode == 2 and "Cannot assign requested address" in run.stderr, run.stderr
    if os.geteuid() == 0:
        run = subprocess.run([PROGRAM, "live", "--metrics", "80", "--user", "nobody", "lo"], capture_output=True, text=True, timeout=30)
        assert run.returncode == 2, run
        if "Address already in use" not in run.stderr:
            assert "Permission denied: the privilege for ports below 1024 is given up before" in run.stderr, run.stderr
    for wrong in ("", "x", "127.0.0.1", "localhost:80", "::1:80", "1.2.3.4:99999", "[::1]", "1.2.3:80"):
        run = subprocess.run([PROGRAM, "live", "--metrics=" + wrong, "lo"], capture_output=True, text=True, timeout=30)
        assert run.returncode == 2 and run.stderr.count("\n") == 1, (wrong, run.stderr)
    for address in ("0", "127.0.0.1:0", "[::1]:0"):
        try:
            metrics = Metrics(talk, address=address)
        except OSError as refused:
            assert "::1" in address and "IPv6" in str(refused), refused
            continue
        assert metrics.url.startswith("http://[::1]:" if "::1" in address else "http://127.0.0.1:"), metrics.url
        assert "pgoscope_build_info" in metrics.text()
        try:
            urllib.request.urlopen(metrics.url.replace("/metrics", "/etc/passwd"), timeout=10)
            raise AssertionError("there is nothing but /metrics")
        except urllib.error.HTTPError as answer:
            assert answer.code == 404, answer
        metrics.end()


def test_slow_client_does_not_stand_in_the_way(talk):
    metrics = Metrics(talk)
    host = ("127.0.0.1", int(re.search(r":(\d+)/", metrics.url)[1]))
    idle = [socket.create_connection(host) for _ in range(3)]
    begin = time.monotonic()
    assert "pgoscope_build_info" in metrics.text()
    assert time.monotonic() - begin < 5
    for client in idle:
        client.close()
    metrics.end()


def main():
    need_to_listen(PROGRAM)
    os.environ["no_proxy"] = "*"
    run_tests(globals())


main()
