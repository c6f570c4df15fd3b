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
[[ -x /usr/lib/postgresql/15/bin/postgres ]] || skip "PostgreSQL 15 is not installed (apt-get install postgresql-15)"
command -v tcpdump >/dev/null || skip "tcpdump is not installed (apt-get install tcpdump)"
/usr/bin/python3 -c 'import psycopg' 2>/dev/null || skip "psycopg 3 is not installed (apt-get install python3-psycopg)"

. "$tests/pg_cluster.sh"

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

wait_until() {
    local attempt
    for attempt in {1..1000}; do
        if "$@" 2>/dev/null; then
            return
        fi
        sleep 0.02
    done
    echo "waited in vain: $*" >&2
    return 1
}

connections_are_closed() {
    [[ -z $(ss --no-header --numeric --tcp state connected exclude time-wait "( sport = :$PGPORT )") ]]
}

start_capture() {
    # Not in immediate mode, where the kernel's buffer holds few packets and drops the rest.
    tcpdump -Z root -i lo -U --buffer-size=65536 -w "$work/capture.pcap" "tcp port $PGPORT or udp port $mark_port" \
        2>"$work/tcpdump.log" &
    tcpdump_pid=$!
    wait_until grep -q 'listening on' "$work/tcpdump.log"
}

# Packets are delivered in order: once a mark is in the file, everything before it is too.
stop_capture() {
    wait_until connections_are_closed
    echo "$mark" >"/dev/udp/127.0.0.1/$mark_port"
    wait_until grep -q "$mark" "$work/capture.pcap"
    kill -INT "$tcpdump_pid"
    wait "$tcpdump_pid" || true
    tcpdump_pid=
    grep -q '^0 packets dropped by kernel' "$work/tcpdump.log"
}
mark=end-of-capture-$$
mark_port=9

export LC_ALL=C TZ=UTC PSQLRC=/dev/null HOME=$work PYTHONDONTWRITEBYTECODE=1
export PGUSER=app PGDATABASE=orders PGSSLMODE=disable PGGSSENCMODE=disable

start_cluster shared_preload_libraries=pg_stat_statements pg_stat_statements.max=10000 compute_query_id=on \
    logging_collector=on log_destination=csvlog log_filename=server log_min_messages=error
cluster_sql --command="create role app login" --command="create database orders owner app"
cluster_sql --dbname=orders --command="create extension pg_stat_statements"

start_capture
pgbench --initialize --quiet 2>"$work/pgbench.log"
pgbench --protocol=simple --client=4 --transactions=100 --no-vacuum >>"$work/pgbench.log" 2>&1
pgbench --protocol=extended --client=4 --transactions=100 --no-vacuum >>"$work/pgbench.log" 2>&1
# Of a prepared utility statement, such as its own BEGIN, pg_stat_statements 15 counts the first execution only.
pgbench --protocol=prepared --client=4 --transactions=100 --no-vacuum --file="$tests/prepared.pgbench" >>"$work/pgbench.log" 2>&1
pgbench --select-only --client=3 --transactions=50 --no-vacuum >>"$work/pgbench.log" 2>&1
psql --file="$tests/workload.sql" >"$work/psql.log" 2>&1
/usr/bin/python3 "$tests/workload.py"
PGUSER=nobody_known psql --command="select 1" >>"$work/psql.log" 2>&1 || true
PGDATABASE=no_such_database psql --command="select 1" >>"$work/psql.log" 2>&1 || true
stop_capture

cluster_sql --dbname=orders --no-align --tuples-only --field-separator=' ' --command="
    select calls, rows, encode(convert_to(query, 'UTF8'), 'hex') from pg_stat_statements
    where userid = 'app'::regrole and toplevel" >"$work/statements"
"$pgoscope" report --format json --top 0 --port "$PGPORT" "$work/capture.pcap" >"$work/report.json"
/usr/bin/python3 "$tests/compare_counts.py" "$fingerprint" "$work/report.json" "$work/statements" "$PG_CLUSTER"/data/log/server.csv
