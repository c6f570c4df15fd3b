# How connections begin and end: one function a capture. Sourced by make.sh.

# connect USER [PASSWORD]: one connection, one query.
connect() {
    PGPASSWORD=${2-} psql --username="$1" --no-password --quiet --command='select 1'
}

sample_auth_trust() {
    record auth-trust -- connect_trusted
}

connect_trusted() {
    connect app
    refused connect nobody                                # 28000: no such role
    refused psql --dbname=nowhere --command='select 1'    # 3D000
    refused connect crowded                               # 53300
    PGOPTIONS='-c work_mem=1MB' PGCLIENTENCODING=LATIN1 PGAPPNAME=billing psql --quiet --command="select 'é'"
}

sample_auth_reject() {
    record auth-reject -- connect_rejected
}

connect_rejected() {
    refused connect rejected
    refused connect unlisted
}

# good_and_bad USER PASSWORD: right, wrong, and a client that has none and leaves.
good_and_bad() {
    connect "$1" "$2"
    refused connect "$1" wrong-password
    refused connect "$1"
}

sample_auth_cleartext() {
    record auth-cleartext -- good_and_bad cleartext correct-horse
}

sample_auth_md5() {
    record auth-md5 -- good_and_bad md5 battery-staple
}

sample_auth_scram() {
    record auth-scram -- connect_scram
}

connect_scram() {
    good_and_bad scram purple-monkey
    # The server goes through the whole exchange for a role that does not exist, so as not to tell.
    refused connect stranger any-password
}

sample_tls_no_keys() {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 -subj /CN=orders.example \
        -keyout "$PG_CLUSTER/server.key" -out "$PG_CLUSTER/server.crt"
    chown postgres: "$PG_CLUSTER"/server.{key,crt}
    offer_tls on
    record tls-no-keys -- connect_encrypted
    offer_tls off
}

offer_tls() {
    cluster_sql --command="alter system set ssl_cert_file = '$PG_CLUSTER/server.crt'" \
        --command="alter system set ssl_key_file = '$PG_CLUSTER/server.key'" --command="alter system set ssl = $1"
    cluster_ctl reload
    wait_until server_offers_tls "$1"
}

server_offers_tls() {
    cluster_sql --tuples-only --no-align --command='show ssl' | grep -qx "$1"
}

connect_encrypted() {
    PGSSLMODE=require connect app
    PGSSLMODE=require PGSSLMAXPROTOCOLVERSION=TLSv1.2 connect app
    PGSSLMODE=require connect scram purple-monkey
}

sample_ssl_refused() {
    record ssl-refused -- ask_for_tls_in_vain
}

ask_for_tls_in_vain() {
    PGSSLMODE=prefer connect app
    PGSSLMODE=require refused connect app
}

sample_gss_refused() {
    record gss-refused -- python gss.py refused
}

sample_gss_accepted() {
    record gss-accepted -- python gss.py accepted
}

sample_many_connections() {
    record many-connections -- connect_many_times
}

connect_many_times() {
    local n
    for n in {1..20}; do
        PGAPPNAME=churn psql --quiet --command="select name from customer where id = $n"
    done
}

sample_admin_shutdown() {
    record admin-shutdown -- shut_down_under_clients
}

shut_down_under_clients() {
    # psql's own shell commands reach the cluster by "bash -c".
    local -x BASH_ENV=$cluster_library
    # Two clients are terminated by their administrator: one idle, one while its query runs.
    refused psql_file terminated-when-idle.sql
    psql --command='select pg_sleep(31)' &
    local busy=$!
    wait_until server_is_running "select pg_sleep(31)"
    cluster_sql --command="select pg_terminate_backend(pid) from pg_stat_activity where usename = 'app'"
    refused wait "$busy"
    # A smart shutdown waits for the first client and turns the second away; then a fast one ends the first.
    refused psql_file shutdown.sql
    cluster_ctl start
    connect app
}

sample_refused() {
    # The server does not listen on this address: SYN, RST.
    record refused -- env PGHOST=127.0.0.9 bash -c '! psql --command="select 1"'
}
