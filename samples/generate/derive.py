"""Makes a damaged capture from a sound one by a fixed rule:  derive.py lose|reorder|duplicate|behead|deafen IN OUT

Works on classic little-endian Ethernet captures of IPv4, as tcpdump writes on loopback here. Times stay in order: a
packet that changes places takes the time of its new place.
"""

import struct
import sys

FILE_HEADER = 24
RECORD_HEADER = struct.Struct("<IIII")
SERVER_PORT = 5432


class Packet:
    def __init__(self, time, original_length, frame):
        self.time = time
        self.original_length = original_length
        self.frame = frame
        header = 14 + (frame[14] & 15) * 4
        self.from_server = struct.unpack_from("!H", frame, header)[0] == SERVER_PORT
        self.payload_offset = header + (frame[header + 12] >> 4) * 4
        self.has_data = len(frame) > self.payload_offset

    def at(self, time):
        return Packet(time, self.original_length, self.frame)


def read(path):
    with open(path, "rb") as file:
        content = file.read()
    packets, offset = [], FILE_HEADER
    while offset < len(content):
        seconds, fraction, captured, original = RECORD_HEADER.unpack_from(content, offset)
        offset += RECORD_HEADER.size
        packets.append(Packet((seconds, fraction), original, content[offset:offset + captured]))
        offset += captured
    return content[:FILE_HEADER], packets


def write(path, file_header, packets):
    with open(path, "wb") as file:
        file.write(file_header)
        for packet in packets:
            file.write(RECORD_HEADER.pack(*packet.time, len(packet.frame), packet.original_length) + packet.frame)


def neighbours_in_one_direction(packets):
    """Places where a packet with data is followed by another of the same direction."""
    return [i for i in range(len(packets) - 1)
            if packets[i].has_data and packets[i + 1].has_data and packets[i].from_server == packets[i + 1].from_server]


def lose(packets):
    """Every seventh packet with data is missing, in both directions, but never the first two (start-up and its reply)."""
    with_data = [i for i, packet in enumerate(packets) if packet.has_data]
    lost = set(with_data[2:][4::7])
    return [packet for i, packet in enumerate(packets) if i not in lost]


def reorder(packets):
    """Each second pair of neighbors in one direction changes places; nothing is lost."""
    result, free_from = list(packets), 0
    for i in neighbours_in_one_direction(packets)[::2]:
        if i >= free_from:
            result[i], result[i + 1] = packets[i + 1].at(packets[i].time), packets[i].at(packets[i + 1].time)
            free_from = i + 2
    return result


def duplicate(packets):
    """Every third packet with data comes twice: at once, or (every second of them) again after the next two packets."""
    due = {}
    for count, i in enumerate([i for i, packet in enumerate(packets) if packet.has_data][::3]):
        place = i if count % 2 == 0 else min(i + 2, len(packets) - 1)
        due.setdefault(place, []).append(packets[i])
    result = []
    for i, packet in enumerate(packets):
        result.append(packet)
        result += [copy.at(packet.time) for copy in due.get(i, [])]
    return result


def behead(packets):
    """Begins within the server's first long result: its sixth packet with data since two such came in a row."""
    return packets[neighbours_in_one_direction(packets)[5]:]


def deafen(packets):
    """Only what the server sent, as when a mirror port shows one direction."""
    return [packet for packet in packets if packet.from_server]


RULES = {rule.__name__: rule for rule in [lose, reorder, duplicate, behead, deafen]}

if __name__ == "__main__":
    rule_name, source, target = sys.argv[1:]
    header, sound = read(source)
    write(target, header, RULES[rule_name](sound))
