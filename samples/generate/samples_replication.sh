# Replication, physical and logical: one function a capture. Sourced by make.sh.

sample_physical_replication() {
    record physical-replication -- replicate_physically
}

replicate_physically() {
    local -x PGUSER=replica
    # A receiver starts at the beginning of a segment of WAL: a fresh one, or the sample would be 16 MB.
    cluster_sql --command='select pg_switch_wal()'
    mkdir "$work/wal"
    pg_receivewal --no-password --directory="$work/wal" --slot=receiver --create-slot
    pg_receivewal --no-password --directory="$work/wal" --slot=receiver --synchronous --status-interval=1 &
    local receiver=$!
    wait_until slot_is_active receiver
    change_orders
    wait_until slot_has_all receiver restart_lsn "$(written)"
    kill -INT "$receiver"
    wait "$receiver"
    pg_receivewal --no-password --slot=receiver --drop-slot
    python physical_replication.py
}

# What is sent to a blackhole is everything but the data.
sample_base_backup() {
    record base-backup -- env PGUSER=replica pg_basebackup --no-password --target=blackhole --wal-method=none \
        --checkpoint=fast --progress --label=sample --manifest-checksums=SHA256
}

sample_pgoutput() {
    publish_orders
    record pgoutput -- decode pgoutput --option=proto_version=3 --option=publication_names=changes --option=messages=true
    withdraw_orders
}

sample_test_decoding() {
    record test-decoding -- decode test_decoding --option=include-timestamp=on
}

# Format 1: a message a transaction.
sample_wal2json() {
    record wal2json -- decode wal2json --option=include-timestamp=true
}

# Format 2: a message an event.
sample_wal2json_2() {
    record wal2json-2 -- decode wal2json --option=include-timestamp=true --option=format-version=2
}

# A subscriber in another database of the same cluster: first copies of the tables, then their changes.
sample_subscription() {
    publish_orders
    cluster_sql --command='create database copy_of_orders'
    PG_CLUSTER_DATABASE=copy_of_orders cluster_sql --command='create table account (id int primary key, balance int not null)' \
        --command='create table customer (id int primary key, name text not null, email text)' \
        --command='create table stock (article text, amount int, price numeric(10, 2))'
    record subscription -- subscribe_to_orders
    cluster_sql --command='drop database copy_of_orders'
    withdraw_orders
}

subscribe_to_orders() {
    # To make its own slot would wait for ever for the transaction it is made in: both ends are the same cluster.
    orders_sql --command="select pg_create_logical_replication_slot('subscriber', 'pgoutput')"
    copy_sql --command="create subscription subscriber
        connection 'host=$PGHOST port=$PGPORT user=replica dbname=orders sslmode=disable gssencmode=disable'
        publication changes with (create_slot = false, binary = true)"
    wait_until copies_are_made
    change_orders
    wait_until slot_has_all subscriber confirmed_flush_lsn "$(written)"
    copy_sql --command='alter subscription subscriber disable' --command='alter subscription subscriber set (slot_name = none)' \
        --command='drop subscription subscriber'
    wait_until drop_slot subscriber
}

copies_are_made() {
    copy_sql --tuples-only --command="select bool_and(srsubstate = 'r') from pg_subscription_rel" | grep -q t
}

# decode PLUGIN [OPTION...]: a slot, and what happens while somebody listens to it.
decode() {
    local -x PGUSER=replica
    local plugin=$1
    shift
    pg_recvlogical --no-password --dbname=orders --slot=listener --create-slot --plugin="$plugin"
    pg_recvlogical --no-password --dbname=orders --slot=listener --start --file="$work/decoded" --status-interval=1 --fsync-interval=1 "$@" &
    local listener=$!
    wait_until slot_is_active listener
    change_orders
    wait_until slot_has_all listener confirmed_flush_lsn "$(written)"
    kill -INT "$listener"
    wait "$listener"
    pg_recvlogical --no-password --dbname=orders --slot=listener --drop-slot
}

publish_orders() {
    orders_sql --command='create publication changes for table customer, account, stock'
}

withdraw_orders() {
    orders_sql --command='drop publication changes'
}

change_orders() {
    orders_sql --file="$generate/changes.sql"
}

orders_sql() {
    PG_CLUSTER_DATABASE=orders cluster_sql "$@"
}

copy_sql() {
    PG_CLUSTER_DATABASE=copy_of_orders cluster_sql "$@"
}

slot_is_active() {
    cluster_sql --tuples-only --command="select active from pg_replication_slots where slot_name = '$1'" | grep -q t
}

written() {
    cluster_sql --tuples-only --no-align --command='select pg_current_wal_flush_lsn()'
}

# slot_has_all SLOT COLUMN POSITION: its listener has confirmed what was written up to there.
slot_has_all() {
    cluster_sql --tuples-only --command="select $2 >= '$3' from pg_replication_slots where slot_name = '$1'" | grep -q t
}

drop_slot() {
    cluster_sql --command="select pg_drop_replication_slot('$1')"
}
