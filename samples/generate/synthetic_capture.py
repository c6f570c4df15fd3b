"""TCP conversations that never happened, as a pcap: Ethernet, IPv4, handshake, sequence numbers, checksums, times."""

import ipaddress
import struct

MAXIMUM_SEGMENT = 1448
# 2026-01-02 03:04:05 UTC: the same bytes at every run.
BEGINNING_US = 1_767_323_045_000_000
SYN, ACK, PSH, FIN = 0x02, 0x10, 0x08, 0x01


def checksum(content):
    content += b"\0" * (len(content) % 2)
    total = sum(struct.unpack(f"!{len(content) // 2}H", content))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


class Capture:
    """The packets of one file, in order of time."""

    def __init__(self):
        self.now_us = BEGINNING_US
        self.packets = []
        self.connections = 0

    def add(self, frame):
        self.packets.append((self.now_us, frame))

    def write(self, path):
        with open(path, "wb") as file:
            file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1))
            for time_us, frame in self.packets:
                file.write(struct.pack("<IIII", time_us // 1_000_000, time_us % 1_000_000, len(frame), len(frame)) + frame)


class Peer:
    def __init__(self, address, port, mac, sequence):
        self.address, self.port, self.mac, self.sequence = ipaddress.IPv4Address(address).packed, port, mac, sequence


class Conversation:
    """One connection. What is said advances the clock: `think` before a request, `work` before a reply."""

    def __init__(self, capture, port=5432):
        self.capture = capture
        self.identification = 0
        number = capture.connections
        capture.connections += 1
        self.client = Peer("192.0.2.7", 40000 + number, b"\x02\0\0\0\0\x07", 1000 + number)
        self.server = Peer("192.0.2.9", port, b"\x02\0\0\0\0\x09", 500_000 + number)
        self._segment(self.client, self.server, SYN)
        self._wait(150)
        self._segment(self.server, self.client, SYN | ACK)
        self._wait(90)
        self._segment(self.client, self.server, ACK)

    def frontend(self, *messages, think_us=400):
        self._say(self.client, self.server, b"".join(messages), think_us)

    def backend(self, *messages, work_us=900):
        self._say(self.server, self.client, b"".join(messages), work_us)

    def close(self, *last_messages):
        if last_messages:
            self.frontend(*last_messages)
        for sender, receiver in [(self.client, self.server), (self.server, self.client)]:
            self._wait(60)
            self._segment(sender, receiver, FIN | ACK)
        self._wait(40)
        self._segment(self.client, self.server, ACK)

    def _say(self, sender, receiver, content, pause_us):
        self._wait(pause_us)
        for at in range(0, len(content), MAXIMUM_SEGMENT):
            self._segment(sender, receiver, PSH | ACK, content[at:at + MAXIMUM_SEGMENT])
            self._wait(3)
        self._segment(receiver, sender, ACK)

    def _wait(self, microseconds):
        self.capture.now_us += microseconds

    def _segment(self, sender, receiver, flags, payload=b""):
        acknowledged = receiver.sequence if flags & ACK else 0
        header = struct.pack("!HHIIBBHHH", sender.port, receiver.port, sender.sequence, acknowledged, 5 << 4, flags, 65535, 0, 0)
        pseudo = sender.address + receiver.address + struct.pack("!BBH", 0, 6, len(header) + len(payload))
        header = header[:16] + struct.pack("!H", checksum(pseudo + header + payload)) + header[18:]
        sender.sequence += len(payload) + (1 if flags & (SYN | FIN) else 0)

        self.identification += 1
        internet = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(header) + len(payload), self.identification, 0x4000, 64, 6, 0,
                               sender.address, receiver.address)
        internet = internet[:10] + struct.pack("!H", checksum(internet)) + internet[12:]
        self.capture.add(receiver.mac + sender.mac + b"\x08\0" + internet + header + payload)
