# PgBouncer between client and server, both sides of it recorded. Sourced by make.sh.

sample_pgbouncer() {
    initialize_pgbench
    start_pooler
    recorded_traffic='tcp port 5432 or tcp port 6432'
    record pgbouncer -- use_pooler
    recorded_traffic='tcp port 5432'
}

# Its first connections to the server come with the first clients.
start_pooler() {
    printf '"app" ""\n"admin" ""\n' >"$PG_CLUSTER/users.txt"
    cat >"$PG_CLUSTER/pgbouncer.ini" <<END
[databases]
orders = host=127.0.0.1 port=5432 dbname=orders
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = 6432
unix_socket_dir =
auth_type = trust
auth_file = $PG_CLUSTER/users.txt
admin_users = admin
pool_mode = transaction
default_pool_size = 2
logfile = $PG_CLUSTER/pgbouncer.log
pidfile = $PG_CLUSTER/pgbouncer.pid
END
    as_cluster_owner /usr/sbin/pgbouncer --daemon --quiet "$PG_CLUSTER/pgbouncer.ini"
    wait_until listens_on_port 6432
}

use_pooler() {
    local -x PGPORT=6432
    PGAPPNAME=first psql --quiet --command='select name from customer where id = 1' --command='begin' --command='select 1' --command='commit'
    # Three clients and two connections to the server.
    pgbench --no-vacuum --client=3 --transactions=4 --random-seed=1
    refused psql --quiet --command='select 1/0'
    refused psql --dbname=nowhere --command='select 1'
    psql --username=admin --dbname=pgbouncer --command='show version' --command='show pools' --command='show servers'
    refused psql --username=admin --dbname=pgbouncer --command='select 1'
    kill -INT "$(cat "$PG_CLUSTER/pgbouncer.pid")"
    wait_until test ! -e "$PG_CLUSTER/pgbouncer.pid"
}

listens_on_port() {
    ss --no-header --numeric --tcp --listening "sport = :$1" | grep -q .
}
