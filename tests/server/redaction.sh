#!/usr/bin/env bash
# Runs redaction_against_server.py with a PostgreSQL of its own: redaction.sh PGOSCOPE. Exits with 77, skipped, without a
# server.
set -euo pipefail

tests=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
if [[ ! -x /usr/lib/postgresql/15/bin/postgres ]]; then
    echo "skipped: PostgreSQL 15 is not installed (apt-get install postgresql-15)"
    exit 77
fi
. "$tests/pg_cluster.sh"
trap stop_cluster EXIT
start_cluster max_prepared_transactions=5 wal_level=logical client_min_messages=debug1
# Of the languages that messages are translated to, those that this machine has.
languages=$(locale -a | grep -iE '^(de_DE|fr_FR|es_ES|ru_RU|sv_SE|pl_PL|ja_JP)\.utf-?8$' || true)
/usr/bin/python3 -B "$tests/redaction_against_server.py" "$1" "$PGHOST" "$PGPORT" C $languages
