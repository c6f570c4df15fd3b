#!/usr/bin/env bash
# Makes the captures of this folder again from a real PostgreSQL 15:
#
#   samples/make.sh [NAME...]       all of them, or those named (without .pcap); --list names them
#
# and has tshark confirm that each shows what it should (samples/check.py).
#
# Needs root: everything happens in a network namespace of its own, where port 5432 is always free and nothing but the
# sample's traffic can be seen, and in a process namespace, so that nothing outlives the script however it ends.
set -euo pipefail

samples=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
generate=$samples/generate
cluster_library=$samples/../tests/server/pg_cluster.sh

# Derived captures come last, after what they are derived from.
definitions=("$generate"/samples_{queries,authentication,capture,replication,pooler,synthetic,derived}.sh)

list_samples() {
    cat "${definitions[@]}" | sed -n 's/^sample_\([a-z0-9_]*\)() {$/\1/p' | tr _ -
}

install_missing() {
    local missing=() package
    for package in postgresql-15 postgresql-15-wal2json pgbouncer tcpdump tshark python3-psycopg python3-psycopg2 openssl curl iproute2; do
        dpkg-query --show --showformat='${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
    done
    if ((${#missing[@]})); then
        echo "installing ${missing[*]}" >&2
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
    fi
}

if [[ ${1:-} == --list ]]; then
    list_samples
    exit
fi
if [[ $(id -u) != 0 ]]; then
    echo "samples/make.sh: needs root, for a network namespace and for tcpdump" >&2
    exit 2
fi
if [[ -z ${PGOSCOPE_SAMPLES_ISOLATED:-} ]]; then
    install_missing
    PGOSCOPE_SAMPLES_ISOLATED=1 exec unshare --net --pid --fork --kill-child --mount-proc "${BASH_SOURCE[0]}" "$@"
fi

. "$cluster_library"
. "$samples/../tests/support/wait_until.sh"
. "$generate/recording.sh"
for file in "${definitions[@]}"; do
    . "$file"
done

work=$(mktemp -d)
making=
finish() {
    local status=$?
    abandon_recording
    stop_cluster
    if ((status != 0)) && [[ -n $making ]]; then
        echo "samples/make.sh: $making failed:" >&2
        tail -n 30 "$work/$making.log" >&2
    fi
    rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM

# Names and spelling of everything a capture shows are the same on every machine.
export LC_ALL=C TZ=UTC PSQLRC=/dev/null HOME=$work
export PGUSER=app PGDATABASE=orders PGSSLMODE=disable PGGSSENCMODE=disable

ip link set lo up
PG_CLUSTER_PORT=5432 start_cluster max_connections=30 deadlock_timeout=100ms max_prepared_transactions=4 wal_level=logical
cluster_sql --file="$generate/roles.sql"
PG_CLUSTER_DATABASE=orders cluster_sql --file="$generate/schema.sql"
cluster_hba <"$generate/pg_hba.conf"

names=("$@")
if ((${#names[@]} == 0)); then
    mapfile -t names < <(list_samples)
fi
for name in "${names[@]}"; do
    function=sample_${name//-/_}
    if ! declare -F "$function" >/dev/null; then
        echo "samples/make.sh: no sample is called '$name'; samples/make.sh --list names them" >&2
        exit 2
    fi
    echo "$name"
    making=$name
    "$function" >"$work/$name.log" 2>&1
    making=
done

"$samples/check.py" "$@"
