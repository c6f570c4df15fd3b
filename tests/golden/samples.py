"""The captures of samples/, how to analyze each, and what in them must stay secret."""

import base64
import pathlib
import re
import shlex
from typing import NamedTuple

GOLDEN = pathlib.Path(__file__).resolve().parent
SAMPLES = GOLDEN.parent.parent / "samples"

# samples/README.md names them.
PASSWORDS = (b"correct-horse", b"battery-staple", b"purple-monkey", b"wrong-password", b"staple-battery", b"made-up-identity-token")

# Secrets that were planted in captures for the purpose: as they are, and folded as SQL folds names.
PLANTED = (rb"Zq\d+SeKrEt[a-z]*", rb"topsecret(?:46|47|50)")


class Sample(NamedTuple):
    name: str  # of the file
    options: tuple = ()
    exit_status: int = 0
    json_timeline_kept: bool = True
    skipped: frozenset = frozenset()  # reasons for which bytes of it may be skipped

    @property
    def stem(self):
        return self.name.split(".pcap")[0]

    @property
    def ports(self):
        named = [value for option, value in zip(self.options, self.options[1:]) if option == "--port"]
        return named or ["5432"]

    @property
    def path(self):
        return SAMPLES / self.name


def read_table():
    table = {}
    for line in (GOLDEN / "samples.txt").read_text().splitlines():
        words = shlex.split(line, comments=True)
        if words:
            table[words[0]] = dict(word.split("=", 1) for word in words[1:])
    return table


def all_samples():
    table = read_table()
    samples = []
    for path in sorted(SAMPLES.glob("*.pcap*")):
        row = table.pop(path.name, {})
        samples.append(Sample(path.name, tuple(filter(None, row.pop("options", "").split(","))), int(row.pop("exit", "0")),
                              row.pop("json_timeline", "") != "digest", frozenset(filter(None, row.pop("skipped", "").split(",")))))
        if row:
            raise SystemExit(f"samples.txt: {path.name} has unknown keys: {' '.join(row)}")
    if table:
        raise SystemExit(f"samples.txt: no such samples: {' '.join(table)}")
    return samples


def secrets_of(sample):
    """Texts that no output may contain. Authentication is short, so a secret lies in one piece in the file."""
    content = sample.path.read_bytes()
    secrets = {password for password in PASSWORDS if password in content}
    secrets.update(match[0] for match in re.finditer(rb"md5[0-9a-f]{32}(?=\0)", content))
    # SCRAM (RFC 5802, section 5.1): nonce, salt, proof, verifier.
    secrets.update(match[1] for match in re.finditer(rb"\b[rspv]=([A-Za-z0-9+/=]{16,})", content))
    for planted in PLANTED:
        for match in re.findall(planted, content):
            secrets.update((match, match.lower()))
    for key in cancellation_keys(content):
        secrets.update((key.hex().encode(), key.hex(" ").encode(), base64.b64encode(key).rstrip(b"=")))
        if len(key) == 4:
            secrets.update(str(int.from_bytes(key, "big", signed=signed)).lstrip("-").encode() for signed in (True, False))
    return secrets


def cancellation_keys(content):
    found = set()
    for match in re.finditer(rb"K(\0\0..).{4}", content, re.DOTALL):  # BackendKeyData: length, process id, key
        end = match.start() + 1 + int.from_bytes(match[1], "big")
        if content.startswith(b"Z\0\0\0\x05", end):  # ReadyForQuery follows it
            found.add(content[match.end():end])
    for match in re.finditer(rb"\0\0(..)\x04\xd2\x16\x2e.{4}", content, re.DOTALL):  # CancelRequest
        found.add(content[match.end():match.start() + int.from_bytes(match[1], "big")])
    # Keys that a script made up, such as 1 or 01020304, are no secrets and occur everywhere.
    return {key for key in found if any(key[:-1]) and key != bytes(range(1, len(key) + 1))}
