#!/usr/bin/env bash
# Listens while pgbench runs as fast as it can and every kind of statement and error passes: counts.sh PGOSCOPE FINGERPRINT.
# Calls and rows of each statement must be the server's own, errors by SQLSTATE those of its log, nothing may be lost; and
# the packets written meanwhile must give the same report offline.
set -euo pipefail

. "$(dirname "${BASH_SOURCE[0]}")/network.sh"
enter_network "$0" "$@"
. "$network_folder/listening.sh"
prepare_to_listen "$1"

listen live.json --report=json --entries 0 --write "$work/nobody/packets.pcap"
run_counted_workload
pgbench --select-only --client=8 --time=5 --no-vacuum >"$work/pgbench.log" 2>&1
end_listening
grep -E '^(tps|number of transactions actually)' "$work/pgbench.log"

compare_counts "$2" "$work/live.json"
"$pgoscope" report --format json --top 0 "$work/nobody/packets.pcap" >"$work/offline.json"
/usr/bin/python3 -B "$network_folder/same_report.py" "$work/live.json" "$work/offline.json"
