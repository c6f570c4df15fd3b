"""Replication as servers before 15 spoke it: base backups whose archives come bare, structs in the server's byte order before 9.3."""

import io
import json
import struct
import tarfile

from synthetic_capture import BEGINNING_US, Conversation
from synthetic_messages import (AUTHENTICATION_OK, COPY_DONE, INT4_OID, INT8_OID, TERMINATE, column, complete, copy_data, copy_response,
                                data_row, key_data, query, ready, row_description, startup, statuses)

EPOCH_2000_US = 946_684_800_000_000
NOW_US = BEGINNING_US - EPOCH_2000_US
COPY_OUT, COPY_BOTH = copy_response(b"H", 0), copy_response(b"W", 0)
MAIN = {"backup_label": b"START WAL LOCATION: 0/2000028\n", "PG_VERSION": b"14\n", "global/pg_control": bytes(8192), "base/1/1259": bytes(16384)}
SPACE = {"PG_14_202107181/5/16385": bytes(8192)}


def begin(capture, version):
    talk = Conversation(capture)
    talk.frontend(startup(user="replica", replication="true", application_name="pg_basebackup"))
    talk.backend(AUTHENTICATION_OK,
                 statuses(client_encoding="UTF8", DateStyle="ISO, MDY", integer_datetimes="on", server_encoding="UTF8",
                          server_version=version, standard_conforming_strings="on", TimeZone="UTC"),
                 key_data(2300, 0x0A0B0C0D), ready())
    return talk


def archive(files):
    """Servers before 15 leave out the two blocks of zeros that end a tar archive."""
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size, entry.mtime, entry.mode = len(data), BEGINNING_US // 1_000_000, 0o600
            tar.addfile(entry, io.BytesIO(data))
        end = tar.offset
    return content.getvalue()[:end]


def manifest():
    files = [{"Path": name, "Size": len(data), "Last-Modified": "2026-01-02 03:04:05 GMT", "Checksum-Algorithm": "CRC32C",
              "Checksum": "00000000"} for name, data in MAIN.items()]
    ranges = [{"Timeline": 1, "Start-LSN": "0/2000028", "End-LSN": "0/2000100"}]
    return json.dumps({"PostgreSQL-Backup-Manifest-Version": 1, "Files": files, "WAL-Ranges": ranges, "Manifest-Checksum": "ab" * 32}, indent=1)


def copied(content, piece=8192):
    return COPY_OUT + b"".join(copy_data(content[at:at + piece]) for at in range(0, len(content), piece)) + COPY_DONE


def position(*values):
    columns = [column("recptr"), column("tli", INT8_OID, 8)][:len(values)]
    return row_description(*columns) + data_row(*values) + complete("SELECT")


def tablespaces(*rows):
    return (row_description(column("spcoid", 26, 4), column("spclocation"), column("size", INT8_OID, 8))
            + b"".join(data_row(*row) for row in rows) + complete("SELECT"))


def backup_of_14(capture):
    talk = begin(capture, "14.11")
    talk.frontend(query("IDENTIFY_SYSTEM"))
    talk.backend(row_description(column("systemid"), column("timeline", INT4_OID, 4), column("xlogpos"), column("dbname")),
                 data_row(b"7300000000000000001", b"1", b"0/2000000", None), complete("IDENTIFY_SYSTEM"), ready())
    talk.frontend(query("BASE_BACKUP LABEL 'old style' PROGRESS   NOWAIT  TABLESPACE_MAP  MANIFEST 'yes' MANIFEST_CHECKSUMS 'CRC32C'"))
    talk.backend(position(b"0/2000028", b"1"), tablespaces((b"16384", b"/srv/space", b"8"), (None, None, b"25")), work_us=80_000)
    talk.backend(copied(archive(SPACE)), work_us=10_000)
    talk.backend(copied(archive(MAIN)), work_us=20_000)
    talk.backend(copied(manifest().encode()), position(b"0/2000100", b"1"), complete("BASE_BACKUP"), ready(), work_us=5_000)
    talk.close(TERMINATE)


def backup_of_9_1(capture):
    talk = begin(capture, "9.1.24")
    talk.frontend(query("BASE_BACKUP LABEL 'older still'"))
    talk.backend(position(b"0/5000020"), tablespaces((None, None, None)), copied(archive(MAIN)), position(b"0/50000E0"), complete("SELECT"),
                 ready(), work_us=60_000)
    talk.close(TERMINATE)


def native_lsn(lsn):
    return struct.pack("<II", lsn >> 32, lsn & 0xFFFFFFFF)


def stream_of_9_2(capture):
    """Structs of a little-endian server, with times as integers."""
    talk = begin(capture, "9.2.24")
    start, wal = 0x16_B3000000, bytes(range(256)) * 2
    talk.frontend(query("START_REPLICATION 16/B3000000"))
    talk.backend(COPY_BOTH)
    for step in range(3):
        at = start + step * len(wal)
        end = native_lsn(at + len(wal))
        talk.backend(copy_data(b"w" + native_lsn(at) + end + struct.pack("<q", NOW_US + step) + wal))
        talk.frontend(copy_data(b"r" + end + end + native_lsn(at) + struct.pack("<q", NOW_US + step)))
    talk.frontend(copy_data(b"h" + struct.pack("<IIq", 731, 0, NOW_US + 5)))
    talk.backend(copy_data(b"k" + native_lsn(start + 3 * len(wal)) + struct.pack("<q", NOW_US + 6)), work_us=1_000_000)
    talk.close(COPY_DONE)


def slots_of_9_6(capture):
    """Until 12 DROP_REPLICATION_SLOT completes twice."""
    talk = begin(capture, "9.6.24")
    talk.frontend(query("CREATE_REPLICATION_SLOT by_hand PHYSICAL"))
    talk.backend(row_description(column("slot_name"), column("consistent_point"), column("snapshot_name"), column("output_plugin")),
                 data_row(b"by_hand", b"0/0", None, None), complete("SELECT"), ready())
    talk.frontend(query("DROP_REPLICATION_SLOT by_hand"))
    talk.backend(complete("DROP_REPLICATION_SLOT"), complete("SELECT"), ready())
    talk.frontend(query("IDENTIFY_SYSTEM"))
    talk.backend(row_description(column("systemid"), column("timeline", INT4_OID, 4), column("xlogpos"), column("dbname")),
                 data_row(b"6300000000000000001", b"1", b"0/3000000", None), complete("SELECT"), ready())
    talk.close(TERMINATE)


def converse(capture):
    backup_of_14(capture)
    backup_of_9_1(capture)
    stream_of_9_2(capture)
    slots_of_9_6(capture)
