"""What a capture's SQL has in string constants, for the check that nothing of it is in a redacted output.

A constant counts when it could not be in an output for another reason: it has at least five characters, one of its words is
no name of the capture's SQL and no word that outputs use anyway, and the session did not make it its application_name.
"""

import functools
import json
import re

import samples

SHORTEST = 5
STRING = re.compile(r"""--[^\n]*|/\*.*?\*/|(?P<dollar>\$(?:[A-Za-z_]\w*)?\$)(?P<body>.*?)(?P=dollar)
                     |(?P<escaped>(?<![A-Za-z0-9_])[eE])'(?P<escapes>(?:[^'\\]|\\.|'')*)'|'(?P<plain>(?:[^']|'')*)'|"(?:[^"]|"")*\"""",
                    re.DOTALL | re.VERBOSE)
SETS_APPLICATION = re.compile(r"\bset\s+(?:session\s+|local\s+)?application_name\b", re.IGNORECASE)
# Settings whose values are words of the server.
FIXED_SETTINGS = ("DateStyle", "IntervalStyle", "client_encoding", "server_encoding")
# Of an error, which name what the server has; unless RAISE gave them.
NAMING_FIELDS = ("schema", "table", "column", "data_type", "constraint")
SQLSTATE = re.compile(r"[0-9A-Z]{5}")  # RAISE may choose it
WORD = re.compile(r"\w+")


@functools.lru_cache
def words_of_outputs():
    """Of every document, whatever the capture: keys and texts of the schemas, and what the program itself can say."""
    words = set()
    root = samples.GOLDEN.parent.parent
    for folder in ("analyzer", "dissectors"):
        for path in (root / folder).rglob("*"):
            if path.suffix == ".json":
                words.update(word.lower() for word in WORD.findall(path.read_text()))
            elif path.suffix in (".cpp", ".h"):
                for text in re.findall(r'"((?:[^"\\\n]|\\.)*)"', path.read_text()):
                    words.update(word.lower() for word in WORD.findall(text))
    return words


def constants(sql, depth=0):
    """The strings in a text of SQL, decoded, those in strings that are SQL themselves among them."""
    for match in STRING.finditer(sql):
        if match["body"] is not None:
            value = match["body"]
        elif match["escapes"] is not None:
            value = re.sub(r"\\(.)", r"\1", match["escapes"].replace("''", "'"), flags=re.DOTALL)
        elif match["plain"] is not None:
            value = match["plain"].replace("''", "'")
        else:
            continue
        yield value
        if depth < 3 and "'" in value:
            yield from constants(value, depth + 1)


def names(sql):
    outside = STRING.sub(lambda match: match[0] if match[0].startswith('"') else " ", sql)
    return {word.lower() for word in WORD.findall(outside)}


def hidden_constants(timeline):
    """Of a JSON timeline that is not redacted."""
    known, found = set(words_of_outputs()), set()
    for line in timeline.splitlines():
        event = json.loads(line)
        fields = event.get("fields", {})
        name = event.get("name")
        if event["type"] == "session_open":
            known.update(word.lower() for word in WORD.findall(line.decode()))
        elif name in ("StartupMessage", "RowDescription", "CommandComplete") or fields.get("name") in FIXED_SETTINGS:
            known.update(word.lower() for word in WORD.findall(json.dumps(fields, ensure_ascii=False)))
        elif name == "ErrorResponse" and fields.get("routine") != "exec_stmt_raise":
            known.update(str(fields.get(key)).lower() for key in NAMING_FIELDS)
        sql = fields.get("query") if name in ("Query", "Parse", "Subscribe") else None
        if sql is None:
            continue
        known |= names(sql)
        if not SETS_APPLICATION.search(sql):
            found.update(constants(sql))
    return {value for value in found
            if len(value) >= SHORTEST and not SQLSTATE.fullmatch(value) and any(word.lower() not in known for word in WORD.findall(value))}


def shown_constants(timeline, output):
    """The constants that a redacted output has all the same."""
    text = output.decode(errors="replace").lower()
    return sorted(value for value in hidden_constants(timeline) if is_shown(value.lower(), text))


def quoted_constants(timeline, redacted):
    """Constants of a request that its own error or notice shows in a redacted JSON timeline, unless it has them as names too."""
    requests, shown = {}, set()
    for line in timeline.splitlines():
        event = json.loads(line)
        sql = event.get("fields", {}).get("query")
        if sql is not None and "exchange" in event:
            requests.setdefault((event["session"], event["exchange"]), []).append(sql)
    for line in redacted.splitlines():
        event = json.loads(line)
        message = event.get("fields", {}).get("message")
        if message is None or event["direction"] != "backend":
            continue
        for sql in requests.get((event["session"], event.get("exchange")), ()):
            shown.update(value for value in constants(sql) if len(value) >= SHORTEST and value.lower() not in names(sql)
                         and is_shown(value.lower(), message.lower()))
    return sorted(shown)


def is_shown(value, text):
    """As it is or as JSON has it; a word only as a whole one."""
    for form in {value, json.dumps(value, ensure_ascii=False)[1:-1]}:
        pattern = re.escape(form)
        if form[0].isalnum() and form[-1].isalnum():
            pattern = rf"(?<!\w){pattern}(?!\w)"
        if form in text and re.search(pattern, text):
            return True
    return False
