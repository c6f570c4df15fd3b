#!/usr/bin/env bash
# Connections that are gone leave nothing behind: memory.sh PGOSCOPE. Memory after 10 000 more of them is what it was.
set -euo pipefail

. "$(dirname "${BASH_SOURCE[0]}")/network.sh"
enter_network "$0" "$@"
. "$network_folder/listening.sh"
prepare_to_listen "$1"

connect() {
    /usr/bin/python3 -B "$network_folder/connect.py" "$PGHOST" "$PGPORT" "$1"
}

anonymous_kib() {
    sed -n 's/^RssAnon:\s*\([0-9]*\) kB/\1/p' "/proc/$listener/status"
}

# What is kept of connections that are gone, for a while and for the report, is bounded; the first 2000 reach these bounds.
listen report.json --report=json --every 1s --limit-connections 1000 --limit-listed-sessions 100
connect 2000
sleep 1
before=$(anonymous_kib)
connect 10000
sleep 1
after=$(anonymous_kib)
end_listening

echo "$before KiB after 2000 connections, $after KiB after 12000"
((after - before < 256)) || exit 1
tail -1 "$work/report.json" | /usr/bin/python3 -c '
import json, sys
report = json.load(sys.stdin)
sessions, dropped = int(report["sessions"]["total"]), int(report["capture"]["dropped_by_kernel"])
print(f"{sessions} sessions, {dropped} packets dropped")
sys.exit(0 if sessions == 12000 and dropped == 0 else 1)'
