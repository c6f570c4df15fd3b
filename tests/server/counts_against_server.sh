#!/usr/bin/env bash
# Holds pgoscope's counts against the server's own:
#
#   counts_against_server.sh PGOSCOPE FINGERPRINT
#
# pgbench, psql and psycopg talk to a PostgreSQL of this test; tcpdump listens. Then calls and rows of each statement must be
# those of pg_stat_statements, and errors by SQLSTATE those of the server's log, exactly. Exits with 77, skipped, without
# root (for tcpdump), a server or a driver.
set -euo pipefail

tests=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
pgoscope=$1
fingerprint=$2

skip() {
    echo "skipped: $*"
    exit 77
}
[[ $(id -u) == 0 ]] || skip "tcpdump needs root"
command -v tcpdump >/dev/null || skip "tcpdump is not installed (apt-get install tcpdump)"
. "$tests/../support/wait_until.sh"
. "$tests/pg_cluster.sh"
. "$tests/counted_workload.sh"
missing=$(missing_for_counting)
[[ -z $missing ]] || skip "$missing"

work=$(mktemp -d)
tcpdump_pid=
finish() {
    if [[ -n $tcpdump_pid ]]; then
        kill -INT "$tcpdump_pid" 2>/dev/null || true
        wait "$tcpdump_pid" || true
    fi
    stop_cluster
    rm -rf "$work"
}
trap finish EXIT

start_capture() {
    # Not in immediate mode, where the kernel's buffer holds few packets and drops the rest.
    tcpdump -Z root -i lo -U --buffer-size=65536 -w "$work/capture.pcap" "tcp port $PGPORT or udp port $mark_port" \
        2>"$work/tcpdump.log" &
    tcpdump_pid=$!
    wait_until grep -q 'listening on' "$work/tcpdump.log"
}

# Packets are delivered in order: once a mark is in the file, everything before it is too.
stop_capture() {
    wait_until workload_is_over
    echo "$mark" >"/dev/udp/127.0.0.1/$mark_port"
    wait_until grep -q "$mark" "$work/capture.pcap"
    kill -INT "$tcpdump_pid"
    wait "$tcpdump_pid" || true
    tcpdump_pid=
    grep -q '^0 packets dropped by kernel' "$work/tcpdump.log"
}
mark=end-of-capture-$$
mark_port=9

export HOME=$work
start_counting_cluster
start_capture
run_counted_workload
stop_capture

"$pgoscope" report --format json --top 0 --port "$PGPORT" "$work/capture.pcap" >"$work/report.json"
compare_counts "$fingerprint" "$work/report.json"
