#!/usr/bin/python3
"""Drives `pgoscope live --top` through a pseudo-terminal.

    tests/live_outputs/screen_test.py PGOSCOPE
"""

import os
import re
import resource
import signal
import subprocess
import sys
import time

from speaking import Chatter, Talk, error, need_to_listen, open_folder, run_tests

try:
    from virtual_terminal import VirtualTerminal
except ModuleNotFoundError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

PROGRAM = sys.argv[1]
HOSTILE = b"\x1b]0;owned\x07\x1b[2J\x9b31m\xc2\x9b\xe2\x80\xae"

# What ncurses sends on an xterm: cursor movements, colors, modes of the screen. Above all no titles (OSC), no answers
# asked for, no other strings.
KNOWN = re.compile(
    rb"\x1b\[[0-9;]*[ABCDGHJKLMPSTXbdmr@]|\x1b\[\?(?:1|7|12|25|1049|1034)(?:;25)?[hl]|\x1b\[4l|\x1b[=>78M]|\x1b\(B|\x1b\)0"
    rb"|\x1b\[22;0;0t|\x1b\[23;0;0t|\x1b\[!p|\x1b\[\?3;4l|\x0f|\r|\n|\x08|\t|\x07(?!.)")


def foreign_bytes(sent):
    rest = KNOWN.sub(b"", sent)
    text = rest.decode("utf-8", errors="surrogateescape")
    return sorted({c for c in text if ord(c) < 32 or 0x7f <= ord(c) <= 0x9f or 0xdc80 <= ord(c) <= 0xdcff
                   or c in "\u202e\u202a\u2066\u200e\u200f"})


def start(talk, *options, **how):
    return VirtualTerminal([PROGRAM, "live", "--top", "--port", str(talk.port), *options, "lo"], **how)


def test_everything(talk):
    terminal = start(talk)
    terminal.wait_for(r"^ pgoscope .*lo +\d")
    terminal.wait_for("no statement ended")
    session = talk.session(user=b"r" + HOSTILE + b"oot")
    for i in range(5):
        session.query(b"select \"" + HOSTILE + b"\" from t where id = %d" % i)
    session.query(b"insert into t values (1)", error(b"23505", HOSTILE + b"duplicate"))
    waiting = talk.session(user=b"app")
    waiting.query(b"select 1")

    text = terminal.wait_for(r"\d+\.?\d* +\d+ +23505 unique_violation")
    assert re.search(r"sessions +2 open: 0 active, 2 idle", text), text
    assert re.search(r"Statements by total time, last", text), text
    assert r'select "\x1b]0;owned\x07\x1b[2J' in text, text
    assert re.search(r"^lost +nothing", text, re.MULTILINE), text
    assert re.search(r"^calls/s +[\d.]+ .*[▁▂▃▄▅▆▇█]", text, re.MULTILINE), text
    assert text.splitlines()[23].startswith("q quit"), text
    assert all(len(line) <= 80 for line in text.splitlines()), text

    terminal.press("w")
    terminal.wait_for("Statements by total time, since the start")
    terminal.press("c")
    text = terminal.wait_for("Statements by calls, since the start")
    first = next(line for line in text.splitlines() if "select" in line)
    assert re.search(r"100%|\d+% +5 ", first), text
    terminal.press("e")
    terminal.wait_for(r"by errors(.|\n)*STATEMENT\n.* 1 insert into t")

    terminal.press("4")
    text = terminal.wait_for("Open sessions")
    assert "app@orders" in text and "r\\x1b]0;owned" in text, text
    terminal.press("5")
    terminal.wait_for(r"(?m)^query +7 ")
    terminal.press("3")
    terminal.wait_for(r"FIRST MESSAGE\n.*\\x1b\]0;owned")
    terminal.press("\t")
    terminal.wait_for("Open sessions")
    terminal.press("h")
    terminal.wait_for("pause the picture, not the listening")
    terminal.press("h1")
    terminal.wait_for("Errors by SQLSTATE")
    terminal.press(" ")
    terminal.wait_for("PAUSED")
    terminal.press(" ")

    terminal.resize(40, 132)
    text = terminal.wait_for("q quit")
    terminal.press("4")
    terminal.wait_for("APPLICATION")
    terminal.resize(10, 40)
    terminal.press("2")
    terminal.wait_for(r"(?s)Statements by.*\nq quit[^\n]*\Z")
    assert terminal.text().splitlines()[9].startswith("q quit"), terminal.text()

    terminal.press("q")
    assert terminal.wait_for_end() == 0
    assert not terminal.given_back(), terminal.given_back()
    assert not foreign_bytes(terminal.sent), foreign_bytes(terminal.sent)
    assert b"owned\x07" not in terminal.sent
    terminal.close()


def test_arrow_keys_and_rates(talk):
    terminal = start(talk)
    terminal.wait_for("no statement ended")
    chatter = Chatter(talk.session(), b"select now()")
    chatter.start()
    text = terminal.wait_for(r"^calls/s +[1-9]")
    # It rests for a hundredth of a second each time, so that no second has more.
    assert float(re.search(r"calls/s +([\d.]+)", text)[1]) <= 100, text
    terminal.press("2\x1bOB")
    terminal.wait_for(r"\(none of 1\)")
    terminal.press("\x1bOA")
    terminal.wait_for("select now")
    chatter.stop()
    terminal.press("w")
    terminal.wait_for(rf" {chatter.said} +\S+ +\S+ +{chatter.said} +0 select now")
    os.kill(terminal.child, signal.SIGTERM)
    assert terminal.wait_for_end() == 0
    assert not terminal.given_back(), terminal.given_back()
    terminal.close()


def test_every_end_gives_the_terminal_back(talk):
    for number in (signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGQUIT, signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
        terminal = start(talk)
        terminal.wait_for("q quit")
        os.kill(terminal.child, number)
        status = terminal.wait_for_end()
        graceful = number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        expected = status == 0 if graceful else os.WIFSIGNALED(status) and os.WTERMSIG(status) == number
        assert expected, (number, status)
        assert not terminal.given_back(), (number, terminal.given_back())
        terminal.close()


def test_terminal_that_takes_nothing(talk):
    """A connection that hangs keeps neither the end nor the report waiting; nor does ^S."""
    for number in (signal.SIGTERM, signal.SIGSEGV):
        with open_folder() as folder:
            report = os.path.join(folder, "report.json")
            terminal = start(talk, "--report=json", "-o", report)
            terminal.wait_for("q quit")
            shown = -1
            while shown != (shown := terminal.pending()):
                for _ in range(50):
                    terminal.press("h")  # another picture each time, that nobody reads
                    time.sleep(0.005)
            os.kill(terminal.child, number)
            end = time.monotonic() + 15
            while not terminal.ended() and time.monotonic() < end:
                time.sleep(0.05)
            assert terminal.ended(), "hangs with its terminal"
            assert (os.path.getsize(report) > 0) == (number == signal.SIGTERM)
            terminal.read(0.5)
            assert not terminal.given_back(), terminal.given_back()
            terminal.close()


def test_report_after_the_screen(talk):
    with open_folder() as folder:
        report = os.path.join(folder, "report.json")
        terminal = start(talk, "--report=json", "-o", report)
        terminal.wait_for("q quit")
        talk.session().query(b"select 42")
        terminal.wait_for(r"select \$1")
        terminal.press("q")
        assert terminal.wait_for_end() == 0
        assert not terminal.given_back(), terminal.given_back()
        with open(report, encoding="utf-8") as file:
            assert '"select $1"' in file.read()
        terminal.close()
    terminal = start(talk, "--report=text", "--duration", "1s")
    assert terminal.wait_for_end() == 0
    behind = terminal.sent.rpartition(b"\x1b[?1049l")[2]
    assert b"pgoscope" in behind and b"\x1b[?1049h" not in behind, behind
    terminal.close()


def test_terminal_that_goes_away(talk):
    """As q, whether SIGHUP is heard or not."""
    for ignored in ([], [signal.SIGHUP]):
        with open_folder() as folder:
            report = os.path.join(folder, "report.json")
            terminal = start(talk, "--report=json", "-o", report, ignored=ignored)
            terminal.wait_for("q quit")
            talk.session().query(b"select 42")
            terminal.wait_for(r"select \$1")
            terminal.hang_up()
            assert terminal.wait_for_end() == 0
            with open(report, encoding="utf-8") as file:
                assert '"select $1"' in file.read()
            terminal.close()
    terminal = start(talk, ignored=[signal.SIGHUP])
    terminal.wait_for("q quit")
    terminal.hang_up()
    assert terminal.wait_for_end() == 0
    terminal.close()
    # There is nobody any more that the report could be shown to.
    terminal = start(talk, "--report", ignored=[signal.SIGHUP])
    terminal.wait_for("q quit")
    terminal.hang_up()
    assert os.waitstatus_to_exitcode(terminal.wait_for_end()) == 2
    terminal.close()


def test_report_on_request(talk):
    """Without a file it follows the screen, and the screen says so."""
    terminal = start(talk)
    terminal.wait_for("q quit")
    assert "REPORT" not in terminal.text()
    os.kill(terminal.child, signal.SIGUSR1)
    terminal.wait_for("^ pgoscope .*REPORT AT THE END")
    talk.session().query(b"select 42")
    terminal.wait_for(r"select \$1")
    terminal.press("q")
    assert terminal.wait_for_end() == 0
    behind = terminal.sent.rpartition(b"\x1b[?1049l")[2]
    assert behind.count(b"report of lo") == 1 and b"select $1" in behind, behind
    terminal.close()
    with open_folder() as folder:
        path = os.path.join(folder, "report.json")
        terminal = start(talk, "-o", path)
        terminal.wait_for("q quit")
        os.kill(terminal.child, signal.SIGUSR1)
        while os.path.getsize(path) == 0:
            terminal.read(0.05)
        assert "REPORT" not in terminal.text()
        terminal.press("q")
        assert terminal.wait_for_end() == 0
        with open(path, encoding="utf-8") as file:
            assert file.read().count("pgoscope.report/1") == 1
        terminal.close()


def test_terminals_that_can_less(talk):
    for term, locale in (("vt100", "C.UTF-8"), ("xterm", "C"), ("linux", "C"), ("screen-256color", "C.UTF-8")):
        terminal = start(talk, environment=dict(os.environ, TERM=term, LC_ALL=locale, NO_COLOR="1"))
        terminal.wait_for("no statement ended")
        talk.session().query(b"select 'x'")
        terminal.wait_for(r"select \$1")
        if locale == "C":
            assert all(byte < 0x80 for byte in terminal.sent), terminal.sent
        terminal.press("q")
        assert terminal.wait_for_end() == 0
        terminal.close()
    terminal = start(talk, environment=dict(os.environ, TERM="no-such-terminal"))
    assert os.waitstatus_to_exitcode(terminal.wait_for_end()) == 2
    assert b"no-such-terminal" in terminal.sent
    terminal.close()


def test_no_terminal(talk):
    run = subprocess.run([PROGRAM, "live", "--top", "--port", str(talk.port), "lo"], stdin=subprocess.DEVNULL,
                         capture_output=True, timeout=30)
    assert run.returncode == 2 and b"needs a terminal" in run.stderr, run
    run = subprocess.run([PROGRAM, "live", "--top", "--timeline", "lo"], capture_output=True, timeout=30)
    assert run.returncode == 2 and b"--output" in run.stderr, run


def main():
    need_to_listen(PROGRAM)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    run_tests(globals())


main()
