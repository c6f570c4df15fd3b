# What a server counts while clients of all kinds talk to it, for scripts to source after pg_cluster.sh.
#
#   missing_for_counting                    what is not installed, in a sentence; nothing if all is there
#   start_counting_cluster                  start_cluster, with pg_stat_statements and the log of errors
#   run_counted_workload                    pgbench, psql and psycopg as user app on database orders
#   workload_is_over                        true once no connection is left
#   compare_counts FINGERPRINT REPORT       exits with 1 where a report (JSON, --top 0) counts anything differently

counted_workload_folder=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

missing_for_counting() {
    if [[ ! -x $PG_CLUSTER_BIN/postgres ]]; then
        echo "PostgreSQL 15 is not installed (apt-get install postgresql-15)"
    elif ! /usr/bin/python3 -c 'import psycopg' 2>/dev/null; then
        echo "psycopg 3 is not installed (apt-get install python3-psycopg)"
    fi
}

start_counting_cluster() {
    export LC_ALL=C TZ=UTC PSQLRC=/dev/null PYTHONDONTWRITEBYTECODE=1
    export PGUSER=app PGDATABASE=orders PGSSLMODE=disable PGGSSENCMODE=disable
    start_cluster shared_preload_libraries=pg_stat_statements pg_stat_statements.max=10000 compute_query_id=on \
        logging_collector=on log_destination=csvlog log_filename=server log_min_messages=error
    cluster_sql --command="create role app login" --command="create database orders owner app"
    cluster_sql --dbname=orders --command="create extension pg_stat_statements"
}

run_counted_workload() {
    local log=$PG_CLUSTER/workload.log
    pgbench --initialize --quiet 2>"$log"
    pgbench --protocol=simple --client=4 --transactions=100 --no-vacuum >>"$log" 2>&1
    pgbench --protocol=extended --client=4 --transactions=100 --no-vacuum >>"$log" 2>&1
    # Of a prepared utility statement, such as its own BEGIN, pg_stat_statements 15 counts the first execution only.
    pgbench --protocol=prepared --client=4 --transactions=100 --no-vacuum \
        --file="$counted_workload_folder/prepared.pgbench" >>"$log" 2>&1
    pgbench --select-only --client=3 --transactions=50 --no-vacuum >>"$log" 2>&1
    psql --file="$counted_workload_folder/workload.sql" >>"$log" 2>&1
    /usr/bin/python3 "$counted_workload_folder/workload.py"
    PGUSER=nobody_known psql --command="select 1" >>"$log" 2>&1 || true
    PGDATABASE=no_such_database psql --command="select 1" >>"$log" 2>&1 || true
}

workload_is_over() {
    [[ -z $(in_cluster_network ss --no-header --numeric --tcp state connected exclude time-wait "( sport = :$PGPORT )") ]]
}

compare_counts() {
    cluster_sql --dbname=orders --no-align --tuples-only --field-separator=' ' --command="
        select calls, rows, encode(convert_to(query, 'UTF8'), 'hex') from pg_stat_statements
        where userid = 'app'::regrole and toplevel" >"$PG_CLUSTER/statements"
    /usr/bin/python3 "$counted_workload_folder/compare_counts.py" "$1" "$2" "$PG_CLUSTER/statements" \
        "$PG_CLUSTER/data/log/server.csv"
}
