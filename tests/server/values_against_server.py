#!/usr/bin/python3
"""Compares our text of binary values with the text of a real server.

    values_against_server.py CONNINFO VALUE_TEXT [--seed N] [--count N]

CONNINFO is a libpq connection string of a superuser (types of extensions are created, in a transaction that is rolled
back); VALUE_TEXT is the program value_text that CMake builds from this folder. Every type is asked for in both formats,
with edge values and COUNT random ones; the binary form goes through value_text. Needs psycopg 3. Prints what differs and
exits with 1 if anything does. The same seed asks for the same values. For example:

    . tests/server/pg_cluster.sh && trap stop_cluster EXIT && start_cluster
    tests/server/values_against_server.py "host=$PGHOST port=$PGPORT user=postgres" build/debug/tests/server/value_text
"""

import argparse
import datetime
import math
import random
import string
import struct
import subprocess
import sys
import uuid

import psycopg

INT4 = (-(2**31), 2**31 - 1)
INT8 = (-(2**63), 2**63 - 1)

# Text that every container has to quote, or not.
AWKWARD = ["", "NULL", "null", "Null ", "a b", "a,b", 'a"b', "a\\b", "{}", "()", "[]", "'", "''", ";", "tab\tbed", "line\nfeed",
           "\v\f\r", "é€𝄞", "\\x00", '\\"', "a:b", " lead", "trail ", "&|!", "\u00a0", "\u2003"]


def random_text(rng):
    if rng.random() < 0.3:
        return rng.choice(AWKWARD)
    alphabet = string.ascii_letters + string.digits + " ,;\"\\{}()[]'\t\n&|!:é€"
    return "".join(rng.choice(alphabet) for _ in range(rng.randrange(12)))


def random_integer(rng, low, high):
    if rng.random() < 0.5:
        return rng.randint(low, high)
    return max(low, min(high, rng.choice([-1, 1]) * int(2 ** rng.uniform(0, 64))))


def random_float8(rng):
    kind = rng.randrange(5)
    if kind == 0:
        number = struct.unpack(">d", rng.getrandbits(64).to_bytes(8, "big"))[0]
    elif kind == 1:
        number = math.ldexp(1, rng.randint(-1074, 1023))
    elif kind == 2:
        number = round(rng.uniform(-1e6, 1e6), rng.randrange(6))
    elif kind == 3:
        number = float(rng.randrange(10**17)) * 10.0 ** rng.randint(-20, 20)
    else:  # near where halves and ties are
        number = float((2 * rng.getrandbits(rng.randint(1, 52)) + 1) << rng.randint(0, 40))
    return repr(number)


def random_float4(rng):
    kind = rng.randrange(4)
    if kind == 0:
        number = struct.unpack(">f", rng.getrandbits(32).to_bytes(4, "big"))[0]
    elif kind == 1:
        number = math.ldexp(1, rng.randint(-149, 127))
    elif kind == 2:
        number = round(rng.uniform(-1e4, 1e4), rng.randrange(4))
    else:
        number = float((2 * rng.getrandbits(rng.randint(1, 23)) + 1) << rng.randint(0, 30))
    return repr(number)


def random_numeric(rng):
    kind = rng.randrange(4)
    sign = rng.choice(["", "-"])
    digits = "".join(rng.choice("0123456789") for _ in range(rng.randint(1, 40)))
    if kind == 0:
        return sign + digits
    if kind == 1:
        return sign + "0." + "0" * rng.randrange(20) + digits
    if kind == 2:
        return f"{sign}{digits}e{rng.randint(-60, 60)}"
    return f"{sign}{digits}.{digits[::-1]}{'0' * rng.randrange(9)}"


def random_date(rng):
    if rng.random() < 0.5:
        return str(datetime.date.fromordinal(rng.randint(1, 3652059)))
    year = int(10 ** rng.uniform(0, math.log10(294275)))
    era = rng.choice(["", " BC"]) if year <= 4712 else ""
    return f"{year:04}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}{era}"


def random_time(rng):
    fraction = rng.choice(["", f".{rng.randrange(10**6):06}", f".{rng.randrange(1000):03}"])
    return f"{rng.randrange(24):02}:{rng.randrange(60):02}:{rng.randrange(60):02}{fraction}"


def random_zone(rng):
    return rng.choice("+-") + rng.choice([f"{rng.randrange(16):02}", f"{rng.randrange(15):02}:{rng.randrange(60):02}",
                                          f"{rng.randrange(15):02}:{rng.randrange(60):02}:{rng.randrange(60):02}"])


def random_timestamp(rng):
    date = random_date(rng)
    return f"{date.removesuffix(' BC')} {random_time(rng)}{' BC' if date.endswith('BC') else ''}"


def random_timestamp_ad(rng):
    return f"{rng.randint(1, 9999):04}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02} {random_time(rng)}"


def random_interval(rng):
    parts = [f"{random_integer(rng, -10**6, 10**6)} {unit}" for unit in
             ("months", "days", "hours", "minutes", "seconds", "microseconds") if rng.random() < 0.5]
    return " ".join(parts) or "0"


def random_words(rng, most):
    """The words of an IPv6 address, with many zeros."""
    return ":".join(f"{rng.choice([0, 0, 0, 1, 0xffff, rng.getrandbits(16)]):x}" for _ in range(most))


def random_inet(rng):
    if rng.random() < 0.5:
        address, most = ".".join(str(rng.randrange(256)) for _ in range(4)), 32
    else:
        address, most = random_words(rng, 8), 128
    return address + rng.choice(["", f"/{rng.randint(0, most)}"])


def random_point(rng):
    return f"({random_float8(rng)},{random_float8(rng)})"


def random_points(rng, least=1):
    return ",".join(random_point(rng) for _ in range(rng.randint(least, 5)))


def quoted_array(members):
    return "{" + ",".join("NULL" if m is None else '"' + m.replace("\\", "\\\\").replace('"', '\\"') + '"' for m in members) + "}"


def random_array(rng, member):
    members = [None if rng.random() < 0.15 else member(rng) for _ in range(rng.randrange(5))]
    lower = rng.randint(-5, 5)
    bounds = f"[{lower}:{lower + len(members) - 1}]=" if members and rng.random() < 0.3 else ""
    if members and rng.random() < 0.3:
        dimensions = f"[{lower}:{lower}][3:{2 + len(members)}]=" if bounds else ""
        return dimensions + "{" + quoted_array(members) + "}"
    return bounds + quoted_array(members)


def random_range(rng, bound, key):
    low, high = sorted((bound(rng), bound(rng)), key=key)
    if rng.random() < 0.1:
        return "empty"
    low, high = ("" if rng.random() < 0.15 else f'"{b}"' for b in (low, high))
    return rng.choice("[(") + low + "," + high + rng.choice("])")


def random_multirange(rng, bound, key):
    return "{" + ",".join(random_range(rng, bound, key) for _ in range(rng.randrange(4))) + "}"


def random_lexeme(rng):
    text = random_text(rng).strip() or "w"
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"


def random_tsvector(rng):
    def positions():
        return ":" + ",".join(f"{rng.randint(1, 16383)}{rng.choice(['', 'A', 'B', 'C', 'D'])}" for _ in range(rng.randint(1, 4)))
    return " ".join(random_lexeme(rng) + (positions() if rng.random() < 0.6 else "") for _ in range(rng.randrange(6)))


def random_tsquery(rng, depth=0):
    kind = rng.randrange(3) if depth < 6 else 0
    if kind == 0:
        return random_lexeme(rng) + rng.choice(["", "", ":*", ":A", ":*BC", ":ABCD"])
    if kind == 1:
        return f"!({random_tsquery(rng, depth + 1)})"
    operator = rng.choice(["&", "|", "<->", f"<{rng.randint(0, 16384)}>"])
    return f"({random_tsquery(rng, depth + 1)}) {operator} ({random_tsquery(rng, depth + 1)})"


def random_snapshot(rng):
    xmin = rng.randint(1, 2**40)
    running = sorted(rng.sample(range(xmin, xmin + 100), rng.randrange(5)))
    return f"{xmin}:{xmin + 100}:{','.join(map(str, running))}"


def random_bits(rng):
    return "".join(rng.choice("01") for _ in range(rng.randrange(40)))


def random_hstore(rng):
    pairs = ((random_text(rng), None if rng.random() < 0.2 else random_text(rng)) for _ in range(rng.randrange(5)))
    def quoted(text):
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return ",".join(f"{quoted(key)}=>{'NULL' if value is None else quoted(value)}" for key, value in pairs)


def integers(low, high):
    return [str(low), str(high), "0", str(low + 1)], lambda rng: str(random_integer(rng, low, high))


def references():
    return ["0", "4000000000"], lambda rng: str(rng.randint(3 * 10**9, 2**32 - 1))


FLOATS = ["0", "-0", "NaN", "Infinity", "-Infinity", "1e15", "123456789012345", "1e14", "0.0001", "0.00001", "1e6", "999999",
          "1e5", "9007199254740993", "1e20", "1.5"]
DATES = ["infinity", "-infinity", "4714-11-24 BC", "0001-01-01", "0001-12-31 BC", "2000-02-29", "1900-03-01", "9999-12-31",
         "10000-01-01", "294276-12-31"]
TIMESTAMPS = ["infinity", "-infinity", "4714-11-24 00:00:00 BC", "0001-12-31 23:59:59.999999 BC", "294276-12-31 23:59:59.999999",
              "1999-12-31 23:59:59.999999", "2000-01-01", "2024-02-29 12:00:00.1"]
NUMERICS = ["0", "0.00", "NaN", "Infinity", "-Infinity", "10000", "1e10", "0.00001", "1.000", "-0.5", "1e-16383", "1e131071",
            "99999999.99990000"]
INTERVALS = ["0", "1 year", "-1 year", "1 mon -1 day", "-1 mon 1 day 1 sec", "1 day -00:00:01", "-1 day 00:00:01", "-1 year 1 mon",
             "178000000 years", "2147483647 days", "-2147483648 days", "2562047788:00:54.775807", "00:00:00.1"]
INETS = ["0.0.0.0", "0.0.0.0/0", "::", "::1", "::/0", "::ffff:1.2.3.4", "::1.2.3.4", "::1:0", "1::", "1:0:0:2:0:0:0:3", "::ffff:0:0",
         "0:0:0:0:0:fffe:1:2", "64:ff9b::1.2.3.4/96", "::2:3"]
POINTS = ["(0,-0)", "(NaN,Infinity)", "(1e-5,1e15)"]
JSONS = ["{}", "[]", '{"a": [1, 2.50, null, "x\\ny"]}', '"é€𝄞"', "1e5"]

number_of = float
text_of = str

# type -> (edge values, one random value); all are texts that the type's input function reads
TYPES = {
    "bool": (["t", "f"], lambda rng: rng.choice("tf")),
    '"char"': (["", "A", "\x7f"], lambda rng: chr(rng.randint(1, 127))),
    "int2": integers(-(2**15), 2**15 - 1),
    "int4": integers(*INT4),
    "int8": integers(*INT8),
    "oid": integers(0, 2**32 - 1),
    "xid": integers(0, 2**32 - 1),
    "cid": integers(0, 2**32 - 1),
    "xid8": integers(0, 2**64 - 1),
    **{name: references() for name in ("regproc", "regprocedure", "regoper", "regoperator", "regclass", "regtype", "regconfig",
                                       "regdictionary", "regcollation", "regnamespace", "regrole")},
    "float4": (FLOATS, random_float4),
    "float8": (FLOATS + ["5e-324", "1.7976931348623157e308"], random_float8),
    "numeric": (NUMERICS, random_numeric),
    "money": (["0", "-0.01", "92233720368547758.07", "-92233720368547758.08", "1234.56"],
              lambda rng: f"{random_integer(rng, -9 * 10**16, 9 * 10**16)}.{rng.randrange(100):02}"),
    **{name: (AWKWARD, random_text) for name in ("text", "varchar", "bpchar", "char(9)", "name", "refcursor")},
    "json": (JSONS, lambda rng: str(rng.random())),
    "jsonb": (JSONS, lambda rng: str(rng.random())),
    "jsonpath": (["$", "$.a[*] ? (@ > 1)", 'strict $."a b"'], lambda rng: f"$.a[{rng.randrange(9)}]"),
    "xml": (["<a/>", "text", "<a>é</a>"], lambda rng: f"<a>{rng.randrange(99)}</a>"),
    "bytea": (["", "\\x00ff"], lambda rng: "\\x" + rng.randbytes(rng.randrange(20)).hex()),
    "uuid": ([], lambda rng: str(uuid.UUID(int=rng.getrandbits(128)))),
    "date": (DATES + ["5874897-12-31"], random_date),
    "time": (["00:00:00", "24:00:00", "23:59:59.999999", "12:00:00.1"], random_time),
    "timetz": (["00:00:00+00", "24:00:00-15:59:59", "12:00:00+15:59"], lambda rng: random_time(rng) + random_zone(rng)),
    "timestamp": (TIMESTAMPS, random_timestamp),
    "timestamptz": (TIMESTAMPS, random_timestamp),
    "interval": (INTERVALS, random_interval),
    "inet": (INETS, random_inet),
    "cidr": (["10.0.0.0/8", "0.0.0.0/0", "::/0", "::1/128", "::ffff:1.2.3.4"], lambda rng: random_inet(rng).split("/")[0]),
    "macaddr": ([], lambda rng: rng.randbytes(6).hex(":")),
    "macaddr8": ([], lambda rng: rng.randbytes(8).hex(":")),
    "bit(8)": (["00000000", "10100101"], random_bits),
    "varbit": (["", "1", "10100101", "101001011"], random_bits),
    "point": (POINTS, random_point),
    "lseg": ([], lambda rng: f"[{random_point(rng)},{random_point(rng)}]"),
    "box": ([], lambda rng: f"{random_point(rng)},{random_point(rng)}"),
    "line": (["{1,-1,0}"], lambda rng: f"{{1,{random_float8(rng)},{random_float8(rng)}}}"),
    "circle": (["<(0,0),0>"], lambda rng: f"<{random_point(rng)},{random_float8(rng).lstrip('-')}>"),
    "path": ([], lambda rng: rng.choice(["[{}]", "({})"]).format(random_points(rng))),
    "polygon": ([], lambda rng: f"({random_points(rng)})"),
    "tid": (["(0,0)", "(4294967295,65535)"], lambda rng: f"({rng.getrandbits(32)},{rng.getrandbits(16)})"),
    "pg_lsn": (["0/0", "FFFFFFFF/FFFFFFFF"], lambda rng: f"{rng.getrandbits(32):X}/{rng.getrandbits(32):X}"),
    "pg_snapshot": (["1:1:"], random_snapshot),
    "txid_snapshot": (["1:1:"], random_snapshot),
    "tsvector": (["", "a", "'a''b':1A,2 'c\\\\d'"], random_tsvector),
    "tsquery": (["", "a", "!a", "!!a", "a & !(b | c)", "(a <-> b) <-> c", "a <-> (b <-> c)", "a | b & c", "!(a <-> b)"],
                random_tsquery),
    "int2vector": (["", "1", "1 -2 3"], lambda rng: " ".join(str(rng.randint(-9, 9)) for _ in range(rng.randrange(5)))),
    "oidvector": (["", "1"], lambda rng: " ".join(str(rng.randint(0, 9)) for _ in range(rng.randrange(5)))),
    "int4range": (["empty", "(,)"], lambda rng: random_range(rng, lambda r: str(r.randint(-99, 99)), number_of)),
    "int8range": (["empty"], lambda rng: random_range(rng, lambda r: str(r.randint(-99, 99)), number_of)),
    "numrange": (["empty"], lambda rng: random_range(rng, lambda r: str(r.randint(-9999, 9999) / 100), number_of)),
    "daterange": (["empty", "[infinity,]"], lambda rng: random_range(rng, lambda r: f"{r.randint(1, 9999):04}-01-02", text_of)),
    "tsrange": (["empty"], lambda rng: random_range(rng, random_timestamp_ad, text_of)),
    "tstzrange": (["empty"], lambda rng: random_range(rng, random_timestamp_ad, text_of)),
    "int4multirange": (["{}"], lambda rng: random_multirange(rng, lambda r: str(r.randint(-99, 99)), number_of)),
    "int8multirange": (["{}"], lambda rng: random_multirange(rng, lambda r: str(r.randint(-99, 99)), number_of)),
    "nummultirange": (["{}"], lambda rng: random_multirange(rng, lambda r: str(r.randint(-9999, 9999) / 100), number_of)),
    "datemultirange": (["{}"], lambda rng: random_multirange(rng, lambda r: f"{r.randint(1, 9999):04}-01-02", text_of)),
    "tsmultirange": (["{}"], lambda rng: random_multirange(rng, random_timestamp_ad, text_of)),
    "tstzmultirange": (["{}"], lambda rng: random_multirange(rng, random_timestamp_ad, text_of)),
    "int4[]": (["{}", "{NULL}", "[0:1]={1,2}", "{{1,2},{3,4}}", "[-1:0][2:3]={{1,2},{3,4}}", "{{{{{{1}}}}}}"],
               lambda rng: random_array(rng, lambda r: str(r.randint(*INT4)))),
    "text[]": ([quoted_array(AWKWARD)], lambda rng: random_array(rng, random_text)),
    "box[]": (["{(1,2),(3,4);(5,6),(7,8)}"], lambda rng: "{" + ";".join(f"{random_point(rng)},{random_point(rng)}"
                                                                         for _ in range(rng.randrange(4))) + "}"),
    **{f"{name}[]": ([], lambda rng, member=member: random_array(rng, member)) for name, member in {
        "float8": random_float8, "numeric": random_numeric, "timestamptz": random_timestamp, "interval": random_interval,
        "inet": random_inet, "bytea": lambda rng: "\\x" + rng.randbytes(3).hex(), "point": random_point,
        "json": lambda rng: '{"a": "b\\\\c"}', "tsvector": random_tsvector, "bool": lambda rng: rng.choice("tf"),
        "int4range": lambda rng: random_range(rng, lambda r: str(r.randint(-99, 99)), number_of)}.items()},
}

EXTENSION_TYPES = {
    "citext": (AWKWARD, random_text),
    "hstore": (["", '""=>""'], random_hstore),
    "ltree": (["", "a", "a.b.c"], lambda rng: ".".join(rng.choice("abc") for _ in range(rng.randint(1, 5)))),
    "lquery": (["*", "a.*{1,2}.!b|c@%", "a|b.*"], lambda rng: f"*.{rng.choice('abc')}*"),
    "ltxtquery": (["a & !b", "a | b@*"], lambda rng: f"{rng.choice('abc')} & b%"),
}

# Rows have no text that could be read back: they are made where they are asked for.
RECORDS = [
    "row()", "row(null)", "row('')", "row(null, null)", "row(1, 'x', null::text)", "row(1.50, now(), '{1,2}'::int[])",
    "row('a\"b', e'a\\\\b', 'a b', 'a,b', '(', '{}')", "row(row(row('\"', e'\\\\')))", "row(array['a,b', '\"'])",
    "array[row(1, 'a b'), row(2, null)]", "array[row(array[row('\"')])]", "row('[1,2)'::int4range, '{[1,2)}'::int4multirange)",
    "row('a & b'::tsquery)", "row('2000-01-01'::date, '1 day'::interval, '$1,000.00'::money)",
    "row(e'\\\\x'::bytea, B'101')", "array[array[row(1)]]",
]


def fetch(connection, query, parameters, binary):
    """[(type OID, value as sent)] of a query's only column."""
    with connection.cursor(binary=binary) as cursor:
        cursor.execute(query, parameters)
        result = cursor.pgresult
        return [(result.ftype(0), result.get_value(row, 0)) for row in range(result.ntuples)]


def readable(connection, type_name, values):
    """The values that the server's input function accepts; random ones may be beyond a range."""
    kept = []
    with connection.cursor() as cursor:
        cursor.execute("savepoint one_value")
        for value in values:
            try:
                cursor.execute(f"select %s::text::{cast_of(type_name)}", (value,))
                kept.append(value)
                cursor.execute("release savepoint one_value; savepoint one_value")
            except psycopg.Error:
                cursor.execute("rollback to savepoint one_value")
    return kept


def cast_of(type_name):
    """How a text becomes the type: text has a cast of its own to regclass, which looks for a table of that name."""
    return f"oid::{type_name}" if type_name.startswith("reg") else type_name


def ask(connection, type_name, edges, random_value, rng, count):
    values = readable(connection, type_name, [*edges, *(random_value(rng) for _ in range(count))])
    query = f"select value::{cast_of(type_name)} from unnest(%s::text[]) with ordinality as given(value, number) order by number"
    return list(zip(fetch(connection, query, (values,), False), fetch(connection, query, (values,), True)))


def unescaped(text):
    return text.replace(b"\\\\", b"\0").replace(b"\\n", b"\n").replace(b"\0", b"\\")


def compare(program, name, type_key, answers):
    """How many of the answers differ, after printing some."""
    lines = "".join(f"{type_key or oid} {binary.hex()}\n" for (_, _), (oid, binary) in answers)
    output = subprocess.run([program], input=lines.encode(), capture_output=True, check=True).stdout.split(b"\n")[:-1]
    assert len(output) == len(answers), f"{program} answered {len(output)} of {len(answers)} lines"
    wrong = [(expected, binary, ours) for ((_, expected), (_, binary)), ours in zip(answers, output)
             if ours[:5] != b"text " or unescaped(ours[5:]) != expected]
    for expected, binary, ours in wrong[:5]:
        print(f"{name}: {binary.hex()[:200]}\n    server {expected[:300]!r}\n    ours   {ours[:300]!r}")
    return len(wrong)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("conninfo")
    parser.add_argument("value_text")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=200, help="random values of each type")
    options = parser.parse_args()

    compared = wrong = 0
    with psycopg.connect(options.conninfo) as connection:
        connection.execute("set timezone = 'UTC'; set datestyle = 'ISO, MDY'; set intervalstyle = 'postgres'; "
                           "set bytea_output = 'hex'; set extra_float_digits = 1; set lc_monetary = 'C'; set client_encoding = 'UTF8'")
        batches = [(name, None, *values) for name, values in TYPES.items()]
        for extension in ("citext", "hstore", "ltree"):
            connection.execute(f"create extension if not exists {extension}")
        batches += [(name, name, *values) for name, values in EXTENSION_TYPES.items()]
        for name, type_key, edges, random_value in batches:
            answers = ask(connection, name, edges, random_value, random.Random(f"{options.seed} {name}"), options.count)
            if len(answers) < (len(edges) + options.count) / 3:
                sys.exit(f"{name}: the server reads only {len(answers)} of our values")
            compared += len(answers)
            wrong += compare(options.value_text, name, type_key, answers)
        for record in RECORDS:
            answers = list(zip(*(fetch(connection, f"select {record}", (), binary) for binary in (False, True))))
            compared += len(answers)
            wrong += compare(options.value_text, record, None, answers)
        connection.rollback()
    print(f"{compared} values of {len(batches) + 1} types compared, {wrong} differ")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
