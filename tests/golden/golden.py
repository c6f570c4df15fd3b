#!/usr/bin/python3
"""Compares what pgoscope says about the samples with what is expected, file by file in expected/.

    golden.py PROGRAM [SAMPLE...]            compare; exits with 1 and shows what differs
    golden.py --renew PROGRAM [SAMPLE...]    write expected/ anew, to be reviewed as a diff

Whatever is expected, every JSON document must satisfy its schema, accounting must close, no byte may be skipped for
a reason that samples.txt does not give, no secret of a capture may be in any output, however it is asked for, and no string
constant of its SQL in a redacted one.
"""

import argparse
import difflib
import functools
import hashlib
import json
import os
import re
import subprocess
import sys

import jsonschema

import literals
import samples

EXPECTED = samples.GOLDEN / "expected"
SCHEMAS = samples.GOLDEN.parent.parent / "analyzer" / "report" / "schema"
VERBS = ("timeline", "errors", "latency", "report")
DIFFERENCES_SHOWN = 60

# Suffix of the file in expected/, and what makes it.
KEPT = {
    "timeline.ndjson": ("timeline", "json"),
    "timeline.txt": ("timeline", "text"),
    "report.json": ("report", "json"),
    "report.txt": ("report", "text"),
    "errors.txt": ("errors", "text"),
    "latency.txt": ("latency", "text"),
}
# Further ways to ask, for the checks that hold of every output.
VARIANTS = ((), ("--show-values", "--every-row", "--top", "0"), ("--redact", "--top", "0"))


class Failure(Exception):
    pass


@functools.lru_cache
def validator(verb):
    schema = json.loads((SCHEMAS / f"{verb}.schema.json").read_text())
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    resolver = jsonschema.RefResolver(SCHEMAS.as_uri() + "/", schema)
    return kind(schema, resolver=resolver, format_checker=kind.FORMAT_CHECKER)


def run(program, sample, verb, form, options=()):
    command = [program, verb, sample.name, "--format", form, "--color", "never", "--progress", "never", *sample.options, *options]
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "TZ": "UTC", "COLUMNS": "120"}
    done = subprocess.run(command, cwd=samples.SAMPLES, stdin=subprocess.DEVNULL, capture_output=True, env=environment, check=False)
    if done.returncode != sample.exit_status:
        raise Failure(f"{' '.join(command)}\nexits with {done.returncode} instead of {sample.exit_status}:\n"
                      + done.stderr.decode(errors="replace"))
    return done.stdout


def check_json(sample, verb, output):
    documents = output.splitlines() if verb == "timeline" else [output]
    for number, text in enumerate(documents, 1):
        document = json.loads(text.decode("utf-8"))
        error = jsonschema.exceptions.best_match(validator(verb).iter_errors(document))
        if error:
            raise Failure(f"{verb}, document {number}: {error.message}\nat {error.json_path} of\n{text[:2000].decode()}")
        if verb == "report":
            check_accounting(sample, document)


def check_accounting(sample, report):
    accounting = report["accounting"]
    sizes = {key: int(value) for key, value in accounting.items() if key != "skipped_bytes"}
    skipped = sum(int(value) for value in accounting["skipped_bytes"].values())
    if sizes["payload_bytes"] != sizes["dissected_bytes"] + sizes["encrypted_bytes"] + skipped:
        raise Failure(f"accounting does not close: {accounting}")
    reasons = {reason for reason, value in accounting["skipped_bytes"].items() if int(value)}
    if reasons != sample.skipped:
        raise Failure(f"{sample.name}: skipped bytes are {', '.join(sorted(reasons)) or 'none'}; "
                      f"samples.txt says {', '.join(sorted(sample.skipped)) or 'none'}")


def check_secrets(sample, secrets, output, how):
    for secret in secrets:
        for match in re.finditer(re.escape(secret), output):
            line = output[:match.start()].count(b"\n") + 1
            raise Failure(f"{sample.name}: {how} tells the secret {secret.decode()} in line {line}")


def check_redacted(sample, timeline, output, how):
    shown = literals.shown_constants(timeline, output)
    if how.startswith("timeline json"):
        shown += literals.quoted_constants(timeline, output)
    if shown:
        raise Failure(f"{sample.name}: {how} shows constants of its SQL: {', '.join(map(repr, shown))}")


def outputs_of(program, sample):
    """Checks every output of the sample; returns those to keep by suffix."""
    secrets = samples.secrets_of(sample)
    timeline = run(program, sample, "timeline", "json")
    kept = {}
    for verb in VERBS:
        for form in ("json", "text"):
            for options in VARIANTS:
                output = run(program, sample, verb, form, options)
                how = " ".join((verb, form, *options))
                check_secrets(sample, secrets, output, how)
                if "--redact" in options:
                    check_redacted(sample, timeline, output, how)
                if form == "json":
                    check_json(sample, verb, output)
                if not options:
                    kept[verb, form] = output
    return {suffix: kept[made] for suffix, made in KEPT.items()}


def file_of(sample, suffix, output):
    """What is stored, and where."""
    path = EXPECTED / f"{sample.stem}.{suffix}"
    if suffix == "timeline.ndjson" and not sample.json_timeline_kept:
        return path.with_name(path.name + ".sha256"), (hashlib.sha256(output).hexdigest() + "\n").encode()
    return path, output


def difference(path, output):
    expected = path.read_bytes() if path.exists() else b""
    if expected == output:
        return []
    lines = list(difflib.unified_diff(expected.decode(errors="replace").splitlines(), output.decode(errors="replace").splitlines(),
                                      f"expected/{path.name}", "pgoscope", lineterm="", n=1))
    if len(lines) > DIFFERENCES_SHOWN:
        lines[DIFFERENCES_SHOWN:] = [f"... {len(lines) - DIFFERENCES_SHOWN} lines more"]
    return lines or [f"{path.name}: differs in bytes that are not text"]


def renew(program, sample):
    outputs = outputs_of(program, sample)
    EXPECTED.mkdir(exist_ok=True)
    for old in EXPECTED.glob(f"{sample.stem}.*"):
        old.unlink()
    for suffix, output in outputs.items():
        path, content = file_of(sample, suffix, output)
        path.write_bytes(content)


def compare(program, sample):
    differing = []
    for suffix, output in outputs_of(program, sample).items():
        differing += difference(*file_of(sample, suffix, output))
    if differing:
        raise Failure("\n".join(differing) + "\n\nIf this is as it should be: tests/golden/renew.sh, and review the diff.")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--renew", action="store_true")
    parser.add_argument("program")
    parser.add_argument("samples", nargs="*", metavar="SAMPLE", help="such as cancel.pcap; default: all")
    arguments = parser.parse_args()
    known = samples.all_samples()
    unknown = set(arguments.samples) - {sample.name for sample in known}
    if unknown:
        parser.error(f"no such sample: {' '.join(sorted(unknown))}")
    chosen = [sample for sample in known if not arguments.samples or sample.name in arguments.samples]
    failures = 0
    for sample in chosen:
        try:
            (renew if arguments.renew else compare)(os.path.abspath(arguments.program), sample)
        except Failure as failure:
            print(failure)
            failures += 1
    print(f"{len(chosen)} samples, {failures} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
