#!/usr/bin/python3
"""Holds the sources to the layers of the design: who may include whom, who may know which library.

    tests/layers/check.py [SOURCE-DIRECTORY]

Prints every line that breaks a rule, and exits with 1 if there is one.
"""

import pathlib
import re
import sys
from typing import NamedTuple


class Layer(NamedTuple):
    folder: str
    project: tuple  # folders, ending in /, or single headers; its own folder is always allowed
    libraries: tuple = ()  # headers that are not the standard library's, by prefix


# The one-way flow: capture -> net -> tcp -> session -> events -> stats and report -> pipeline -> cli.
LAYERS = [
    Layer("dissectors", ()),
    Layer("analyzer/capture", ("analyzer/packet_time.h", "dissectors/bytes.h", "dissectors/byte_reader.h"),
          ("pcap/", "unistd.h", "fcntl.h", "stdio_ext.h", "sys/stat.h", "sys/ioctl.h", "sys/timerfd.h", "net/if.h", "poll.h",
           "netdb.h", "netinet/in.h")),
    Layer("analyzer/net", ("analyzer/capture/packet.h", "analyzer/endpoint.h", "analyzer/limits.h", "analyzer/packet_time.h",
                           "dissectors/bytes.h", "dissectors/byte_reader.h")),
    Layer("analyzer/tcp", ("analyzer/net/", "analyzer/endpoint.h", "analyzer/limits.h", "analyzer/packet_time.h", "dissectors/bytes.h"),
          ("tsl/",)),
    Layer("analyzer/sql", (), ("tsl/", "xxhash.h")),
    Layer("analyzer/encoding", ("analyzer/sql/reading.h",), ("iconv.h",)),
    Layer("analyzer/events", ("dissectors/", "analyzer/sql/", "analyzer/encoding/", "analyzer/endpoint.h", "analyzer/packet_time.h")),
    Layer("analyzer/session", ("dissectors/", "analyzer/tcp/stream_handler.h", "analyzer/events/", "analyzer/sql/", "analyzer/encoding/",
                               "analyzer/endpoint.h", "analyzer/limits.h", "analyzer/packet_time.h"), ("tsl/", "xxhash.h")),
    Layer("analyzer/stats", ("analyzer/events/", "analyzer/sql/", "dissectors/message_name.h", "dissectors/tables/",
                             "dissectors/command_tag.h", "dissectors/severity.h", "dissectors/v2/error_text.h",
                             "analyzer/endpoint.h", "analyzer/limits.h", "analyzer/packet_time.h"), ("tsl/", "xxhash.h")),
    Layer("analyzer/report", ("analyzer/events/", "analyzer/stats/", "analyzer/sql/", "analyzer/encoding/", "dissectors/",
                              "analyzer/endpoint.h", "analyzer/endpoint_text.h", "analyzer/limits.h", "analyzer/packet_time.h"),
          ("fmt/", "xxhash.h", "prometheus/metric_family.h")),
    Layer("analyzer/pipeline", ("analyzer/",)),
    # Headers of several layers, such as the address of an endpoint.
    Layer("analyzer", ("dissectors/bytes.h",), ("arpa/inet.h",)),
    # What the process may do, and as whom.
    Layer("cli/privileges", ("cli/usage_error.h",),
          ("cap-ng.h", "seccomp.h", "grp.h", "pwd.h", "termios.h", "unistd.h", "linux/sockios.h", "sys/")),
    Layer("cli", ("cli/privileges/", "analyzer/pipeline/", "analyzer/report/text/options.h", "analyzer/report/text/text.h",
                  "analyzer/report/live/screen/", "analyzer/report/live/metrics/", "analyzer/limits.h", "analyzer/packet_time.h"),
          ("CLI/", "spdlog/", "fmt/", "systemd/", "prometheus/", "civetweb.h", "curses.h", "term.h", "termios.h", "langinfo.h",
           "arpa/inet.h", "netinet/in.h", "unistd.h", "fcntl.h", "poll.h", "sys/")),
]

# The rooms of a layer from top to bottom: each may include what lies in rows below its own.
ROOMS = {
    "analyzer/report": (("live/screen", "live/metrics"), ("documents",), ("sections",), ("timeline", "findings"),
                        ("timeline/messages",), ("wording",), ("json", "facts"), ("text",)),
}

# Headers of the standard library that only some may include, and folders that may.
RESTRICTED = {
    "iostream": (),
    "ostream": (),
    "sstream": (),
    "fstream": (),
    "thread": ("cli",),
    "chrono": ("cli", "analyzer/report"),  # the report turns packet times into calendar dates
    "ctime": ("cli",),
    "cstdio": ("cli", "analyzer/capture"),
    "csignal": ("cli",),
    "filesystem": ("cli", "analyzer/capture"),
    "iomanip": (),
    "regex": (),
    "locale": (),
}

# Text that stands for a broken rule of the design, and the folders it may occur in.
FORBIDDEN_TEXT = [
    (re.compile(r"_clock::now|\bgettimeofday\(|\bclock_gettime\("), ("cli",), "reads the wall clock: the clock is packet time"),
    (re.compile(r"\bstd::c(out|err|in)\b|\b(stdout|stderr)\b"), ("cli",), "touches a standard stream: only cli may"),
    (re.compile(r"\b(TODO|FIXME|XXX)\b"), (), "leaves work for later"),
    (re.compile(r"\bNOLINT(NEXTLINE|BEGIN)?\b(?!\()"), (), "silences every check of clang-tidy: name the one that is wrong"),
]

MOST_LINES = 400

INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)')


def layer_of(path):
    """The most specific row; analyzer/ itself is only for headers that lie directly in it."""
    for layer in LAYERS:
        if path.startswith(layer.folder + "/") and (layer.folder != "analyzer" or path.count("/") == 1):
            return layer
    return None


def allowed(name, patterns):
    return any(name.startswith(pattern) if pattern.endswith("/") else name == pattern for pattern in patterns)


def room_of(path, layer):
    """The name of the most specific room of `layer` that `path` lies in, and its row; None, None outside of all."""
    rooms = [(room, row) for row, names in enumerate(ROOMS.get(layer.folder, ())) for room in names]
    inside = [(room, row) for room, row in rooms if path.startswith(f"{layer.folder}/{room}/")]
    return max(inside, key=lambda entry: len(entry[0]), default=(None, None))


def complaint_about_project(layer, path, name):
    if layer_of(name) == layer:
        room, row = room_of(path, layer)
        other, other_row = room_of(name, layer)
        if room is None or room == other or (other is not None and other_row > row):
            return None
        return f"includes {name}, which is not below {layer.folder}/{room}"
    if allowed(name, layer.project):
        return None
    return f"includes {name}, which {layer.folder} must not know"


def complaint_about_library(layer, name):
    if re.fullmatch(r"[a-z0-9_]+", name):
        folders = RESTRICTED.get(name)
        if folders is None or layer.folder in folders:
            return None
        return f"includes <{name}>, which is for {' and '.join(folders) or 'nobody'}"
    return None if allowed(name, layer.libraries) else f"includes <{name}>, which {layer.folder} must not know"


def complaints(path, text):
    layer = layer_of(path)
    if layer is None:
        yield 1, "belongs to no layer: add a row to tests/layers/check.py"
        return
    if layer.folder in ROOMS and room_of(path, layer)[0] is None:
        yield 1, f"lies in no room of {layer.folder}: add one to ROOMS in tests/layers/check.py"
    lines = text.splitlines()
    if len(lines) > MOST_LINES:
        yield len(lines), f"has {len(lines)} lines, more than {MOST_LINES}: it is about more than one thing"
    for number, line in enumerate(lines, 1):
        if match := INCLUDE.match(line):
            project, library = match.groups()
            found = complaint_about_project(layer, path, project) if project else complaint_about_library(layer, library)
            if found:
                yield number, found
        for pattern, folders, meaning in FORBIDDEN_TEXT:
            if pattern.search(line) and layer.folder not in folders:
                yield number, meaning


def self_test():
    """The checker itself can fail: each of these breaks a rule."""
    wrong = [
        ("dissectors/v3/x.cpp", '#include "analyzer/limits.h"'),
        ("dissectors/v3/x.cpp", "#include <iostream>"),
        ("analyzer/net/x.h", '#include "analyzer/tcp/sequence.h"'),
        ("analyzer/net/x.h", "#include <pcap/pcap.h>"),
        ("analyzer/session/x.h", '#include "analyzer/tcp/half_stream.h"'),
        ("analyzer/sql/x.h", '#include "analyzer/events/sink.h"'),
        ("analyzer/report/text/x.cpp", '#include "analyzer/net/segment.h"'),
        ("analyzer/report/text/x.cpp", '#include "analyzer/report/json/json_writer.h"'),
        ("analyzer/report/timeline/messages/x.cpp", '#include "analyzer/report/timeline/row_run.h"'),
        ("analyzer/stats/x.cpp", '#include "analyzer/report/json/json_writer.h"'),
        ("cli/x.cpp", '#include "analyzer/session/session.h"'),
        ("cli/x.cpp", "#include <seccomp.h>"),
        ("analyzer/limits.h", '#include "analyzer/net/segment.h"'),
        ("analyzer/tcp/x.cpp", "auto t = std::chrono::steady_clock::now();"),
        ("analyzer/new/x.cpp", "#include <string>"),
        ("analyzer/report/x.cpp", "#include <string>"),
        ("analyzer/tcp/x.cpp", "\n" * (MOST_LINES + 1)),
    ]
    for path, text in wrong:
        assert list(complaints(path, text)), (path, text)
    right = [
        ("dissectors/v3/x.cpp", '#include "dissectors/bytes.h"\n#include <vector>'),
        ("analyzer/session/x.h", '#include "analyzer/tcp/stream_handler.h"'),
        ("cli/x.cpp", '#include "analyzer/pipeline/pipeline.h"\n#include <CLI/CLI.hpp>'),
        ("cli/privileges/x.cpp", "#include <seccomp.h>"),
    ]
    for path, text in right:
        assert not list(complaints(path, text)), (path, text)


def main(root):
    self_test()
    files = sorted(path for folder in ("analyzer", "dissectors", "cli") for path in (root / folder).rglob("*")
                   if path.suffix in (".h", ".cpp"))
    count = 0
    for path in files:
        name = path.relative_to(root).as_posix()
        for line, complaint in complaints(name, path.read_text()):
            print(f"{name}:{line}: {complaint}")
            count += 1
    print(f"{len(files)} files checked, {count} complaints")
    return 1 if count or not files else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()))
