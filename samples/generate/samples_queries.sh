# Query traffic: one function a capture. Sourced by make.sh.

sample_simple_queries() {
    record simple-queries -- psql_file simple-queries.sql
}

sample_extended() {
    record extended -- python extended.py
}

sample_pipeline_error() {
    record pipeline-error -- python pipeline_error.py
}

sample_portal_fetch() {
    record portal-fetch -- python portal_fetch.py
}

sample_copy_text() {
    printf '1\tone\\ttab\t1.5\n2\t\\N\t-2\n3\tnaïve €\tNaN\n' >"$work/copy.txt"
    record copy-text -- psql_file copy.sql --set=file="$work/copy.txt" --set=options='format text' --set=overall=text
}

sample_copy_csv() {
    printf 'id,label,amount\n1,"one, two ""three""",1.5\n2,,-2\n3,"two\nlines",NaN\n' >"$work/copy.csv"
    record copy-csv -- psql_file copy.sql --set=file="$work/copy.csv" --set=options='format csv, header'
}

sample_copy_binary() {
    record copy-binary -- python copy_binary.py
}

sample_typed_values() {
    record typed-values -- python typed_values.py
}

sample_copy_fail() {
    record copy-fail -- python copy_fail.py
}

sample_function_call() {
    record function-call -- python function_call.py
}

sample_notify() {
    record notify -- python notify.py
}

sample_cancel() {
    record cancel -- interrupt_a_query
}

interrupt_a_query() {
    # At SIGINT psql sends a CancelRequest on a connection of its own.
    psql --command='select pg_sleep(30)' &
    local client=$!
    wait_until server_is_running "select pg_sleep(30)"
    kill -INT "$client"
    refused wait "$client"
    python cancel_too_late.py
}

server_is_running() {
    cluster_sql --tuples-only --command="select 'yes' from pg_stat_activity where state = 'active' and query = '$1'" | grep -q yes
}

sample_idle_in_transaction() {
    record idle-in-transaction -- refused psql_file idle-in-transaction.sql
}

sample_n_plus_one() {
    record n-plus-one -- python n_plus_one.py
}

sample_deadlock_serialization() {
    record deadlock-serialization -- python deadlock_serialization.py
}

sample_pgbench() {
    initialize_pgbench
    record pgbench -- pgbench --no-vacuum --client=2 --transactions=12 --random-seed=1
}

sample_pgbench_prepared() {
    initialize_pgbench
    record pgbench-prepared -- pgbench --no-vacuum --client=2 --transactions=12 --random-seed=1 --protocol=prepared
}

initialize_pgbench() {
    PGHOST=$PG_CLUSTER pgbench --initialize --quiet
}

sample_big_row() {
    record big-row -- psql_file big-row.sql
}
