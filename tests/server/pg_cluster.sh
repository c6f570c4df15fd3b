# A throwaway PostgreSQL 15 cluster for scripts to source.
#
#   trap stop_cluster EXIT
#   start_cluster [NAME=VALUE...]       settings for postgresql.conf
#   cluster_sql [PSQL-OPTION...]        psql as superuser through the Unix socket: never seen on an interface
#   cluster_ctl ACTION [OPTION...]      pg_ctl on this cluster
#   cluster_hba < LINES                 replaces what decides over TCP connections, then reloads
#   stop_cluster                        stops it and removes every file; harmless when nothing runs
#
# It listens on 127.0.0.1 and ::1 only, on a free port or on $PG_CLUSTER_PORT. PGHOST and PGPORT are exported for TCP
# clients; PG_CLUSTER is its directory. Everybody is trusted until cluster_hba says otherwise.
#
# With PG_CLUSTER_ADDRESS it listens on that address alone, and with the process PG_CLUSTER_NETWORK_OF in that process's
# network namespace.

PG_CLUSTER_BIN=/usr/lib/postgresql/15/bin
# Inherited where a child of the script that started the cluster sources this again.
PG_CLUSTER=${PG_CLUSTER:-}

in_cluster_network() {
    if [[ -n ${PG_CLUSTER_NETWORK_OF:-} ]]; then
        nsenter --net --target="$PG_CLUSTER_NETWORK_OF" -- "$@"
    else
        "$@"
    fi
}

# The server refuses to run as root.
as_cluster_owner() {
    if [[ $(id -u) == 0 ]]; then
        (cd / && in_cluster_network runuser -u postgres -- "$@")
    else
        (cd / && exec "$@")
    fi
}

free_tcp_port() {
    /usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

start_cluster() {
    PG_CLUSTER=$(mktemp -d "${TMPDIR:-/tmp}/pg_cluster.XXXXXX")
    if [[ $(id -u) == 0 ]]; then
        chown postgres: "$PG_CLUSTER"
    fi
    PGPORT=${PG_CLUSTER_PORT:-$(free_tcp_port)}
    PGHOST=${PG_CLUSTER_ADDRESS:-127.0.0.1}
    export PG_CLUSTER PGPORT PGHOST

    as_cluster_owner "$PG_CLUSTER_BIN/initdb" --pgdata="$PG_CLUSTER/data" --username=postgres --auth=trust \
        --encoding=UTF8 --locale=C --no-sync >"$PG_CLUSTER/initdb.log"
    {
        echo "port = $PGPORT"
        echo "listen_addresses = '${PG_CLUSTER_ADDRESS:-127.0.0.1, ::1}'"
        echo "unix_socket_directories = '$PG_CLUSTER'"
        echo "timezone = 'UTC'"
        # Nothing here outlives the script, so durability would only cost time; vacuum would only add chance.
        echo "fsync = off"
        echo "autovacuum = off"
        local setting
        for setting in "$@"; do
            echo "${setting%%=*} = '${setting#*=}'"
        done
    } >>"$PG_CLUSTER/data/postgresql.conf"
    if [[ -n ${PG_CLUSTER_ADDRESS:-} ]]; then
        echo "host all all samenet trust" >>"$PG_CLUSTER/data/pg_hba.conf"
    fi
    cluster_ctl start
}

cluster_ctl() {
    as_cluster_owner "$PG_CLUSTER_BIN/pg_ctl" "$@" --silent --pgdata="$PG_CLUSTER/data" --log="$PG_CLUSTER/server.log"
}

cluster_sql() {
    PGHOST=$PG_CLUSTER PGUSER=postgres PGAPPNAME=pg_cluster psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 \
        --dbname="${PG_CLUSTER_DATABASE:-postgres}" "$@"
}

cluster_hba() {
    {
        echo "local all all trust"
        cat
    } >"$PG_CLUSTER/data/pg_hba.conf"
    cluster_ctl reload
}

stop_cluster() {
    [[ -n $PG_CLUSTER ]] || return 0
    if [[ -e $PG_CLUSTER/data/postmaster.pid ]]; then
        cluster_ctl stop --mode=immediate || true
    fi
    rm -rf "$PG_CLUSTER"
    PG_CLUSTER=
}
