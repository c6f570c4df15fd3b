#!/usr/bin/env bash
# Requests pass one interface and replies another: several.sh PGOSCOPE. Listening on both must tell what listening on any of the
# same packets tells, whose order is the kernel's own.
set -euo pipefail

. "$(dirname "${BASH_SOURCE[0]}")/network.sh"
enter_network "$0" "$@"
. "$network_folder/listening.sh"
prepare_to_listen "$1"
reply_by_another_way
pgbench --initialize --quiet 2>/dev/null

# Each packet socket has the time of a packet by itself, a fraction of a microsecond after the one before.
listen_on any any.json --report=json --entries 0
any_listener=$listener
listen_on "client0 client1" several.json --report=json --entries 0 --write "$work/nobody/packets.pcap"
pgbench --select-only --client=4 --time=3 --no-vacuum >/dev/null 2>&1
# So few that the kernel keeps most of them back until its time is over.
pgbench --select-only --client=2 --rate=50 --time=2 --no-vacuum >/dev/null 2>&1
end_listening
listener=$any_listener
end_listening

check "both reports tell the same" /usr/bin/python3 - "$work/several.json" "$work/any.json" <<'END'
import json, math, sys
several, kernel = (json.load(open(path)) for path in sys.argv[1:])
passed = [source["packets"] for source in several["capture"]["sources"]]
latency, expected = several["latency"]["overall"], kernel["latency"]["overall"]
print(f"{passed} packets; {several['exchanges']['total']} exchanges, {several['exchanges']['unanswered']} unanswered,",
      f"{latency['min_ns']} to {latency['max_ns']} ns")
wrong = [part for part in ("exchanges", "losses", "errors", "messages") if several[part] != kernel[part]]
wrong += [name for name in ("min_ns", "mean_ns", "p50_ns", "p90_ns")
          if not math.isclose(latency[name], expected[name], rel_tol=0.05, abs_tol=5000)]
if wrong:
    print("they differ in", wrong, latency, expected)
answered = several["exchanges"]["unanswered"] == 0 and latency["min_ns"] > 0
sys.exit(0 if not wrong and answered and min(passed) > 1000 else 1)
END

check "packets are written in the order of their times" /usr/bin/python3 - "$work/nobody/packets.pcap" <<'END'
import struct, sys
data = open(sys.argv[1], "rb").read()
FILE_HEADER, RECORD_HEADER, SECOND = 24, 16, 10**9
# The kernel's processors may swap packets of one interface, of nearly the same time.
MOST_NS = 1_000_000
offset, latest, back, furthest = FILE_HEADER, 0, 0, 0
while offset < len(data):
    seconds, nanoseconds, length, _ = struct.unpack_from("<IIII", data, offset)
    time = seconds * SECOND + nanoseconds
    back += time < latest
    furthest = max(furthest, latest - time)
    latest = max(latest, time)
    offset += RECORD_HEADER + length
print(f"{back} packets are earlier than one before, by up to {max(furthest, 0)} ns")
sys.exit(0 if latest and furthest <= MOST_NS else 1)
END

"$pgoscope" report --format json --top 0 "$work/nobody/packets.pcap" >"$work/offline.json"
check "they give the same report offline" \
    /usr/bin/python3 -B "$network_folder/same_report.py" "$work/several.json" "$work/offline.json"

check "a message shows within a tenth of a second" \
    /usr/bin/python3 -B "$network_folder/delay.py" "$pgoscope" client0 client1

# The end comes in the middle of everything.
listen_on "client0 client1" packets.json --report=json --packets 5000 --write "$work/nobody/5000.pcap"
pgbench --select-only --client=4 --transactions=2000 --no-vacuum >/dev/null 2>&1
wait "$listener"
listen_on "client0 client1" signal.json --report=json --write "$work/nobody/signal.pcap"
pgbench --select-only --client=4 --time=2 --no-vacuum >/dev/null 2>&1 &
bench=$!
sleep 1
kill -INT "$listener"
wait "$listener"
wait "$bench"
for name in 5000 signal; do
    "$pgoscope" report --format json "$work/nobody/$name.pcap" >"$work/$name-offline.json"
done
check "so many packets are the first of all" /usr/bin/python3 - "$work"/{packets,5000-offline,signal,signal-offline}.json <<'END'
import json, sys
packets, kept, interrupted, kept_until_then = (json.load(open(path)) for path in sys.argv[1:])
numbers = [report["capture"]["packets"] for report in (packets, kept, interrupted, kept_until_then)]
sources = [sum(source["packets"] for source in report["capture"]["sources"]) for report in (packets, interrupted)]
open_ = interrupted["exchanges"]["unanswered"]
print(f"{numbers} packets, {open_} exchanges without an answer when the signal came")
# One a client waits for its answer at any moment.
sys.exit(0 if numbers[:2] == [5000] * 2 and numbers[2] == numbers[3] and sources == [numbers[0], numbers[2]]
         and open_ <= 4 else 1)
END
exit "$failed"
