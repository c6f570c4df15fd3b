"""Conversations with servers that Debian does not have:  synthetic.py NAME FILE

The bytes are written from the descriptions of each system's protocol; no such system took part.
"""

import struct
import sys
import zlib

import synthetic_hyper
import synthetic_old_replication
import synthetic_vibesql
from synthetic_capture import Capture, Conversation
from synthetic_messages import (AUTHENTICATION_OK, CLEARTEXT_REQUEST, COPY_DONE, INT4_OID, INT8_OID, SSL_REQUEST, TERMINATE, answer,
                                authentication, column, complete, copy_data, copy_response, data_row, error, key_data, message,
                                password, query, ready, request_code, row_description, startup, statuses, text, value)

NUMERIC_OID, DATE_OID, SUPER_OID, VARBYTE_OID = 1700, 1082, 4000, 6551


def postgresql_statuses(version, **others):
    return statuses(application_name="psql", client_encoding="UTF8", DateStyle="ISO, MDY", integer_datetimes="on",
                    IntervalStyle="postgres", is_superuser="on", server_encoding="UTF8", server_version=version,
                    session_authorization="app", standard_conforming_strings="on", TimeZone="UTC", **others)


# ---- Amazon Redshift ----

def redshift_column(name, oid, size, modifier, form, flags, table="sales"):
    return (column(name, oid, size, modifier, form, table=100123, attribute=1)
            + text("public") + text(table) + text(name) + text("dev") + struct.pack("!H", flags))


def numeric_modifier(precision, scale):
    return (precision << 16 | scale) + 4


def redshift_startup(version, **others):
    return startup(user="awsuser", database="dev", client_protocol_version=str(version),
                   driver_version="Redshift Python Driver 2.1.0", os_version="Linux", **others)


def redshift_statuses(version):
    return statuses(server_version="8.0.2", server_encoding="UNICODE", client_encoding="UNICODE", DateStyle="ISO, MDY",
                    TimeZone="UTC", is_superuser="off", session_authorization="awsuser", integer_datetimes="on",
                    padb_version="1.0.68205", max_numeric_precision="38", server_protocol_version=str(version))


def redshift(capture):
    # Extended metadata, text values; a digest of the password.
    talk = Conversation(capture)
    talk.frontend(request_code(SSL_REQUEST))
    talk.backend(b"N")
    talk.frontend(redshift_startup(1))
    talk.backend(authentication(13, struct.pack("!i", 0) + value(b"8bytSalt") + value(b"server-nonce-16b")))
    talk.frontend(message(b"d", value(bytes(range(32))) + value(b"client-nonce-16b")))
    talk.backend(AUTHENTICATION_OK, redshift_statuses(1), key_data(1073742345, 0x01020304), ready())
    talk.frontend(query("select id, price from sales"))
    talk.backend(row_description(redshift_column("id", INT4_OID, 4, -1, 0, 0x1011),
                                 redshift_column("price", NUMERIC_OID, -1, numeric_modifier(10, 2), 0, 0x1001)),
                 data_row(b"1", b"19.99"), data_row(b"2", None), complete("SELECT"), ready())
    talk.frontend(query("select nothing from sales"))
    talk.backend(error(("S", "ERROR"), ("C", "42703"), ("M", 'column "nothing" does not exist in sales'),
                       ("F", "/home/ec2-user/padb/src/pg/src/backend/parser/parse_relation.c"), ("L", "2450"), ("R", "issue_column_err")),
                 ready())
    talk.close(TERMINATE)

    # Binary values; a token of an identity provider, without a user.
    talk = Conversation(capture)
    talk.frontend(redshift_startup(2, plugin_name="IdpTokenAuthPlugin", idp_type="AwsIdc", provider_name="example"))
    talk.backend(authentication(14))
    talk.frontend(message(b"i", b"made-up-identity-token"))
    talk.backend(AUTHENTICATION_OK, redshift_statuses(2), key_data(1073742346, 0x01020305), ready())
    talk.frontend(query("select * from sales"))
    talk.backend(row_description(redshift_column("id", INT8_OID, 8, -1, 1, 0x1010),
                                 redshift_column("price", NUMERIC_OID, -1, numeric_modifier(10, 2), 1, 0x1001),
                                 redshift_column("total", NUMERIC_OID, -1, numeric_modifier(38, 4), 1, 0x1001),
                                 redshift_column("sold", DATE_OID, 4, -1, 1, 0x1001),
                                 redshift_column("extra", SUPER_OID, -1, -1, 0, 0x0101),
                                 redshift_column("raw", VARBYTE_OID, -1, -1, 1, 0x0101)),
                 data_row(struct.pack("!q", 1), struct.pack("!q", 1999), (-123456789012345678901234).to_bytes(16, "big", signed=True),
                          struct.pack("!i", 9498), b'{"colour":"red"}', b"\xde\xad"),
                 data_row(struct.pack("!q", 2), struct.pack("!q", -5), None, None, None, None),
                 complete("SELECT"), ready())
    talk.close(TERMINATE)


# ---- CockroachDB, Materialize, CrateDB, QuestDB ----

def cockroachdb(capture):
    talk = Conversation(capture)
    talk.frontend(startup(user="root", database="bank", application_name="$ cockroach sql", results_buffer_size="16384"))
    talk.backend(AUTHENTICATION_OK,
                 statuses(server_version="13.0.0", server_encoding="UTF8", client_encoding="UTF8", DateStyle="ISO, MDY",
                          IntervalStyle="postgres", TimeZone="UTC", integer_datetimes="on", standard_conforming_strings="on",
                          session_authorization="root", is_superuser="on", application_name="$ cockroach sql",
                          crdb_version="CockroachDB CCL v23.1.11 (x86_64-pc-linux-gnu)"),
                 # One number of 64 bits: SQL instance 1 in the first twelve.
                 key_data(0x00100A0B, 0x0C0D0E0F), ready())
    talk.frontend(query("SHOW DATABASES"))
    talk.backend(answer(["database_name", "owner"], ["bank", "root"], ["system", "node"], tag="SHOW DATABASES 2"))
    talk.frontend(query("INSERT INTO accounts VALUES (1, 10)"))
    talk.backend(error(("S", "ERROR"), ("C", "23505"), ("D", "Key (id)=(1) already exists."), ("n", "accounts_pkey"),
                       ("F", "errors.go"), ("L", "283"), ("R", "NewUniquenessConstraintViolationError"),
                       ("M", 'duplicate key value violates unique constraint "accounts_pkey"')), ready())
    talk.frontend(query("COPY accounts FROM STDIN"))
    talk.backend(copy_response(b"G", 0, 0, 0))
    talk.frontend(copy_data(b"2\t20\n3\t30\n"), COPY_DONE)
    talk.backend(complete("COPY 2"), ready())
    talk.close(TERMINATE)


def materialize(capture):
    talk = Conversation(capture)
    talk.frontend(startup(user="materialize", database="materialize"))
    talk.backend(AUTHENTICATION_OK,
                 statuses(application_name="", client_encoding="UTF8", cluster="quickstart", cluster_replica="", database="materialize",
                          DateStyle="ISO, MDY", integer_datetimes="on", search_path="public", server_version="9.5.0",
                          standard_conforming_strings="on", TimeZone="UTC"),
                 key_data(7, 0x11223344), ready())
    talk.frontend(query("COPY (SUBSCRIBE (SELECT * FROM orders)) TO STDOUT"))
    talk.backend(copy_response(b"H", 0, 0, 0, 0))
    for step in range(5):
        rows = (f"176732304{step}000\t{1 if row % 3 else -1}\torder {step * 40 + row}\n" for row in range(40))
        talk.backend(*(copy_data(row.encode()) for row in rows), work_us=1_000_000)
    talk.close()


def cratedb(capture):
    talk = Conversation(capture)
    talk.frontend(startup(user="crate", database="doc", **{"_pq_.compression": "zstd"}))
    talk.backend(message(b"v", struct.pack("!ii", 196608, 1) + text("_pq_.compression")), CLEARTEXT_REQUEST)
    talk.frontend(password("staple-battery"))
    talk.backend(AUTHENTICATION_OK,
                 statuses(crate_version="5.4.0", server_version="14.0", server_encoding="UTF8", client_encoding="UTF8",
                          datestyle="ISO", TimeZone="UTC", integer_datetimes="on", standard_conforming_strings="on"),
                 key_data(5, 0x55667788), ready())
    talk.frontend(query("select name, height from sys.summits order by height desc limit 2"))
    talk.backend(answer(["name", "height"], ["Mont Blanc", 4808], ["Monte Rosa", 4634]))
    talk.close(TERMINATE)


def questdb(capture):
    talk = Conversation(capture)
    talk.frontend(request_code(SSL_REQUEST))
    talk.backend(b"N")
    talk.frontend(startup(user="admin", database="qdb"))
    talk.backend(CLEARTEXT_REQUEST)
    talk.frontend(password("quest"))
    talk.backend(AUTHENTICATION_OK,
                 statuses(TimeZone="GMT", application_name="QuestDB", server_version="11.3", integer_datetimes="on", client_encoding="UTF8"),
                 key_data(3, 0x0BADCAFE), ready())
    talk.frontend(query("create table trips as (select x from long_sequence(2))"))
    talk.backend(complete("CTAS"), ready(), work_us=30_000)
    talk.frontend(query("truncate table trips"))
    talk.backend(complete("OK"), ready())
    talk.frontend(query("select * from nowhere"))
    talk.backend(error(("C", "00000"), ("M", "table does not exist [table=nowhere]"), ("S", "ERROR"), ("P", "15")), ready())
    talk.close(TERMINATE)


# ---- Greenplum: a dispatcher and one of its executors ----

def dispatch(number, sql, plan=b"", slices=(0,)):
    statement, host, transaction = text(sql), text("192.0.2.7"), b"transaction-context"
    return message(b"M", struct.pack("!iIBIBIiq", number, 10, 1, 10, 1, 10, 0, 820_681_445_000_000)
                   + struct.pack("!6i", len(statement), 0, len(plan), 0, 0, len(transaction)) + transaction
                   + struct.pack("!3i", 0, len(host), 5433) + statement + plan + host
                   + struct.pack(f"!i{len(slices)}i", len(slices), *slices))


def distributed_transaction(command, words, gid):
    return message(b"T", struct.pack("!i", command) + value(text(words)) + value(text(gid)) + value(b""))


def greenplum(capture):
    talk = Conversation(capture)
    talk.frontend(startup(user="gpadmin", database="sales", options="-c gp_qd_hostname=192.0.2.7", gpqeid="18;820681445000000;true;1;2"))
    talk.backend(AUTHENTICATION_OK, postgresql_statuses("12.12"), key_data(4711, 0x0A0B0C0D), ready())
    talk.frontend(dispatch(1, "select id from fact where id < 3", b"serialised plan" * 200, (0, 1)))
    talk.backend(message(b"k", struct.pack("!q", 2)), row_description(column("id", INT4_OID, 4)), data_row(b"1"), data_row(b"2"),
                 message(b"Y", b"\x01\x02statistics of execution"), complete("SELECT 2"), ready(), work_us=12_000)
    talk.frontend(dispatch(2, "copy fact from '/data/fact.csv' log errors segment reject limit 10"))
    talk.backend(message(b"j", struct.pack("!qq", 3, 997)), message(b"o", struct.pack("!iIqIq", 2, 16390, 500, 16391, 497)),
                 message(b"y", text("analysed") + value(b"sample")), complete("COPY 997"), message(b"x", b"\x01"), ready(b"T"), work_us=80_000)
    talk.frontend(distributed_transaction(3, "Distributed Prepare", "1767323045-0000000042"))
    talk.backend(complete("Distributed Prepare"), message(b"x", b"\x01"), ready())
    talk.frontend(distributed_transaction(5, "Distributed Commit Prepared", "1767323045-0000000042"))
    talk.backend(complete("Distributed Commit Prepared"), message(b"x", b"\x00"), ready())
    talk.close(TERMINATE)

    # A client of the dispatcher, to whom only version() tells what it is.
    talk = Conversation(capture)
    talk.frontend(startup(user="app", database="sales"))
    talk.backend(AUTHENTICATION_OK, postgresql_statuses("9.4.26"), key_data(4712, 0x0A0B0C0E), ready())
    talk.frontend(query("SELECT version()"))
    talk.backend(row_description(column("version")),
                 data_row(b"PostgreSQL 9.4.26 (Greenplum Database 6.25.3 build commit:1a2b3c4) on x86_64-unknown-linux-gnu"),
                 complete("SELECT 1"), ready())
    talk.close(TERMINATE)


# ---- YugabyteDB: a client, and its connection manager towards the server ----

def yugabytedb(capture):
    version = "11.2-YB-2.17.3.0-b0"
    talk = Conversation(capture)
    talk.frontend(startup(user="yugabyte", database="yugabyte"))
    talk.backend(AUTHENTICATION_OK, postgresql_statuses(version), key_data(90210, 0x13572468), ready())
    talk.frontend(query("select yb_server_region()"))
    talk.backend(answer(["yb_server_region"], ["eu-west-1"]))
    talk.close(TERMINATE)

    talk = Conversation(capture)
    talk.frontend(startup(user="yugabyte", database="yugabyte"))
    talk.backend(AUTHENTICATION_OK, postgresql_statuses(version), message(b"O", struct.pack("!ii", 10, 13248)),
                 key_data(90211, 0x13572469), ready())
    talk.frontend(message(b"A"))
    talk.backend(AUTHENTICATION_OK, ready())
    talk.frontend(message(b"s", struct.pack("!i", 17)))
    talk.backend(statuses(client_encoding="UTF8"), ready())
    talk.frontend(query("select 1"))
    talk.backend(answer(["?column?"], [1]))
    talk.frontend(message(b"A"))
    talk.backend(message(b"F"), error(("S", "FATAL"), ("V", "FATAL"), ("C", "28000"), ("M", 'role "stranger" does not exist')))
    talk.close()


# ---- Odyssey and PgCat ----

def odyssey(capture):
    talk = Conversation(capture)
    talk.frontend(startup(user="console", database="console"))
    talk.backend(AUTHENTICATION_OK,
                 statuses(server_version="1.3 (git 1a2b3c4)", server_encoding="UTF-8", client_encoding="UTF-8", DateStyle="ISO", TimeZone="GMT"),
                 ready())
    talk.frontend(query("show databases"))
    talk.backend(answer(["name", "host", "port"], ["orders", "192.0.2.9", 5432], tag="SHOW"))
    talk.close(TERMINATE)

    # From the acknowledgement on both directions are compressed streams.
    talk = Conversation(capture)
    talk.frontend(startup(user="app", database="orders", compression="zstd,zlib"))
    talk.backend(message(b"z", b"z"))
    server, client = zlib.compressobj(), zlib.compressobj()

    def compressed(stream, *messages):
        return stream.compress(b"".join(messages)) + stream.flush(zlib.Z_SYNC_FLUSH)

    talk.backend(compressed(server, AUTHENTICATION_OK, postgresql_statuses("15.20"), key_data(99, 0x24681357), ready()))
    talk.frontend(compressed(client, query("select 1")))
    talk.backend(compressed(server, answer(["?column?"], [1])))
    talk.close(compressed(client, TERMINATE))


def pgcat(capture):
    talk = Conversation(capture)
    talk.frontend(startup(user="admin_user", database="pgcat"))
    talk.backend(authentication(5, b"\x01\x02\x03\x04"))
    talk.frontend(password("md5" + "0123456789abcdef" * 2))
    talk.backend(AUTHENTICATION_OK,
                 statuses(application_name="", client_encoding="UTF8", server_encoding="UTF8", server_version="1.1.1", DateStyle="ISO, MDY"),
                 key_data(0, 0), ready())
    talk.frontend(query("SHOW POOLS"))
    talk.backend(answer(["database", "user", "pool_mode", "cl_idle"], ["orders", "app", "transaction", 3], tag="SHOW"))
    talk.close(TERMINATE)


SCENES = {scene.__name__: scene for scene in [redshift, cockroachdb, materialize, cratedb, questdb, greenplum, yugabytedb, odyssey, pgcat]}
SCENES |= {"vibesql": synthetic_vibesql.converse, "hyper": synthetic_hyper.converse, "old-replication": synthetic_old_replication.converse}

if __name__ == "__main__":
    recorded = Capture()
    SCENES[sys.argv[1]](recorded)
    recorded.write(sys.argv[2])
