"""Lets an interface hand on TCP segments over IPv4 of more than 64 KiB:  offload.py INTERFACE BYTES

The "ip" of Debian 12 has no word for these two attributes of rtnetlink(7).
"""

import socket
import struct
import sys

RTM_NEWLINK, NLM_F_REQUEST, NLM_F_ACK, NLMSG_ERROR = 16, 1, 4, 2
IFLA_GSO_IPV4_MAX_SIZE, IFLA_GRO_IPV4_MAX_SIZE = 63, 64

interface, size = sys.argv[1], int(sys.argv[2])
link = struct.pack("BxHiII", socket.AF_UNSPEC, 0, socket.if_nametoindex(interface), 0, 0)
attributes = b"".join(struct.pack("HHI", 8, kind, size) for kind in [IFLA_GSO_IPV4_MAX_SIZE, IFLA_GRO_IPV4_MAX_SIZE])
body = link + attributes
with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE) as netlink:
    netlink.send(struct.pack("IHHII", 16 + len(body), RTM_NEWLINK, NLM_F_REQUEST | NLM_F_ACK, 1, 0) + body)
    reply = netlink.recv(4096)
kind, error = struct.unpack_from("H", reply, 4)[0], struct.unpack_from("i", reply, 16)[0]
assert kind == NLMSG_ERROR
if error:
    sys.exit(f"offload.py: {interface}: error {-error}")
