#!/usr/bin/env bash
# Runs values_against_server.py with a PostgreSQL of its own: values.sh VALUE_TEXT. Exits with 77, skipped, without a server
# or a driver.
set -euo pipefail

tests=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
if [[ ! -x /usr/lib/postgresql/15/bin/postgres ]] || ! /usr/bin/python3 -c 'import psycopg' 2>/dev/null; then
    echo "skipped: PostgreSQL 15 or psycopg 3 is not installed (apt-get install postgresql-15 python3-psycopg)"
    exit 77
fi
. "$tests/pg_cluster.sh"
trap stop_cluster EXIT
start_cluster
/usr/bin/python3 -B "$tests/values_against_server.py" "host=$PGHOST port=$PGPORT user=postgres dbname=postgres" "$1"
