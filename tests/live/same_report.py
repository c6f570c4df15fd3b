#!/usr/bin/python3
"""Compares the report of a live capture with that of the packets written meanwhile; counts.sh calls it.

    same_report.py LIVE OFFLINE

They must be equal, but for where the packets came from. Nothing may be lost on the way.
"""

import json
import sys


def differences(one, other, path=""):
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted(one.keys() | other.keys()):
            yield from differences(one.get(key), other.get(key), f"{path}.{key}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for index, (mine, theirs) in enumerate(zip(one, other)):
            yield from differences(mine, theirs, f"{path}[{index}]")
    elif one != other:
        yield f"{path}: live {one!r}, offline {other!r}"


def without_origin(report):
    """Drops what only one of the two can have."""
    for key in ("sources", "dropped_by_kernel", "dropped_by_interface", "written"):
        report["capture"].pop(key, None)
    return report


def main(live_path, offline_path):
    with open(live_path, encoding="utf-8") as live_file, open(offline_path, encoding="utf-8") as offline_file:
        live, offline = json.load(live_file), json.load(offline_file)
    dropped = {key: live["capture"][key] for key in ("dropped_by_kernel", "dropped_by_interface")}
    packets = live["capture"]["packets"]
    found = list(differences(without_origin(live), without_origin(offline)))
    for line in found[:20]:
        print(line)
    print(f"{packets} packets, dropped: {dropped}; {len(found)} differences between live and offline")
    return 1 if found or any(int(count) for count in dropped.values()) or not int(packets) else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
