"""A program on a pseudo-terminal, with an interpreter of what it sends (pyte) behind it."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time

import pyte


class VirtualTerminal:
    """`sent` is all that the program wrote; `screen` what a person sees."""

    def __init__(self, command, rows=24, columns=80, environment=None, ignored=()):
        """`ignored`: signals that the program is started without."""
        self.screen = pyte.Screen(columns, rows)
        self.stream = pyte.ByteStream(self.screen)
        self.sent = b""
        self.status = None
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.slave = slave
        self.modes = termios.tcgetattr(slave)
        self.child = os.fork()
        if self.child == 0:
            os.setsid()
            fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
            for descriptor in range(3):
                os.dup2(slave, descriptor)
            os.closerange(3, 256)
            for number in ignored:
                signal.signal(number, signal.SIG_IGN)
            os.execve(command[0], command, environment or dict(os.environ, TERM="xterm-256color", LC_ALL="C.UTF-8"))

    def resize(self, rows, columns):
        self.screen.resize(rows, columns)
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def hang_up(self):
        """What the end of a connection does; the child is sent SIGHUP by that."""
        os.close(self.master)
        self.master = None

    def press(self, keys):
        os.write(self.master, keys.encode())

    def pending(self):
        """How many bytes were sent that nobody has read."""
        return struct.unpack("i", fcntl.ioctl(self.master, termios.FIONREAD, b"\0" * 4))[0]

    def read(self, seconds):
        """Takes in what comes within that time."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if self.master is None:
                time.sleep(left)
                break
            if not select.select([self.master], [], [], left)[0]:
                break
            try:
                data = os.read(self.master, 65536)
            except OSError:
                break
            self.sent += data
            self.stream.feed(data)

    def text(self):
        return "\n".join(line.rstrip() for line in self.screen.display)

    def wait_for(self, pattern, seconds=15):
        """The text once it matches; fails with the whole screen when it does not in time."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.read(0.1)
            if re.search(pattern, self.text(), re.MULTILINE):
                return self.text()
            if self.ended():
                raise AssertionError(f"ended with {self.status} before {pattern!r}:\n{self.text()}")
        raise AssertionError(f"no {pattern!r} on the screen within {seconds} s:\n{self.text()}")

    def ended(self):
        if self.status is None:
            pid, status = os.waitpid(self.child, os.WNOHANG)
            if pid:
                self.status = status
        return self.status is not None

    def wait_for_end(self, seconds=15):
        """The status of the process, as waitpid gives it."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.read(0.05)
            if self.ended():
                self.read(0.2)
                return self.status
        os.kill(self.child, 9)
        os.waitpid(self.child, 0)
        raise AssertionError(f"still running after {seconds} s:\n{self.text()}")

    def given_back(self):
        """What is wrong with the terminal after the end; empty when it is as it was."""
        wrong = []
        if termios.tcgetattr(self.slave) != self.modes:
            wrong.append("modes of the line differ")
        if self.sent.rfind(b"\x1b[?1049h") > self.sent.rfind(b"\x1b[?1049l"):
            wrong.append("still on the alternate screen")
        if self.sent.rfind(b"\x1b[?25l") > max(self.sent.rfind(b"\x1b[?25h"), self.sent.rfind(b"\x1b[?12l\x1b[?25h")):
            wrong.append("the cursor is hidden")
        return ", ".join(wrong)

    def close(self):
        if self.master is not None:
            os.close(self.master)
        os.close(self.slave)
