#!/usr/bin/env bash
# Interfaces that go down and come back, that are removed, and that cannot be listened on together: interfaces.sh PGOSCOPE.
set -euo pipefail

. "$(dirname "${BASH_SOURCE[0]}")/network.sh"
enter_network "$0" "$@"
. "$network_folder/listening.sh"
prepare_to_listen "$1"

query() {
    psql --no-align --tuples-only --command="$1" >/dev/null
}

is_told() {
    grep -q "$1" "$work/$2"
}

# What was said before the cable was pulled and after it was put back is in one report.
listen report.json --report=json
query "select 'before'"
ip link set client0 down
sleep 0.5
ip link set client0 up
query "select 'after', 1"
end_listening
check "both sides of an interface that was down are seen" /usr/bin/python3 - "$work/report.json" <<'END'
import json, sys
report = json.load(open(sys.argv[1]))
queries = {row["query"] for row in report["latency"]["by_statement"]}
outages = report["capture"]["sources"][0]["outages"]
print(outages)
sys.exit(0 if queries == {"select $1", "select $1, $2"} and report["capture"]["complete"]
         and outages["count"] == 1 and outages["silence_ns"] > 400_000_000 and not outages["lasting"] else 1)
END

# One of two goes: the other is listened on, and the exit status says that something was missed.
ip link add other0 type veth peer name other1
ip link set other0 up
listen timeline.txt --timeline --format=text other0
ip link delete other0
wait_until is_told "other0.*disappeared" timeline.txt.log
query "select 'still listening'"
wait_until is_told "still listening" timeline.txt
status=0
kill -INT "$listener"
wait "$listener" || status=$?
check "an interface that is gone is an exit status of 2, not $status" test "$status" -eq 2

# None is left: the report comes by itself.
ip link add other0 type veth peer name other1
ip link set other0 up
status=0
"$pgoscope" live --report=json other0 >"$work/gone.json" 2>"$work/gone.log" &
listener=$!
wait_until is_under_way
ip link delete other0
wait "$listener" || status=$?
check "with no interface left the exit status is 2, not $status" test "$status" -eq 2
check "the last report tells what happened" grep -q '"error": "interface .other0. cannot be listened on any more' "$work/gone.json"

# A file can have one link type only.
ip link add tun9 type ipip local 192.0.2.1 remote 192.0.2.2 2>/dev/null && ip link set tun9 up || exit "$failed"
if "$pgoscope" live --write "$work/nobody/x.pcap" client0 tun9 2>"$work/types.log"; then
    failed=1
fi
check "interfaces of several link types cannot be written to a file" grep -q "different link types" "$work/types.log"
exit "$failed"
