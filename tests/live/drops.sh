#!/usr/bin/env bash
# Packets that the kernel has to drop are reported: drops.sh PGOSCOPE. The buffer is tiny, and nobody empties it while pgbench
# runs.
set -euo pipefail

. "$(dirname "${BASH_SOURCE[0]}")/network.sh"
enter_network "$0" "$@"
. "$network_folder/listening.sh"
prepare_to_listen "$1"
pgbench --initialize --quiet 2>/dev/null

listen report.json --report=json --buffer 256K
pgbench --select-only --client=2 --transactions=100 --no-vacuum >/dev/null 2>&1
sleep 0.3
pgbench --select-only --client=4 --time=2 --no-vacuum >/dev/null 2>&1 &
bench=$!
sleep 0.5
kill -STOP "$listener"
sleep 0.5
kill -CONT "$listener"
wait "$bench"
end_listening

/usr/bin/python3 - "$work/report.json" <<'END'
import json, sys
report = json.load(open(sys.argv[1]))
dropped = int(report["capture"]["dropped_by_kernel"])
gaps, missing = int(report["transport"]["gaps"]), int(report["transport"]["missing_bytes"])
calls = sum(int(row["calls"]) for row in report["latency"]["by_statement"])
print(f"{dropped} packets dropped by the kernel, {gaps} gaps of {missing} bytes, {calls} calls seen")
# What came before and after the loss is all there.
sys.exit(0 if dropped > 0 and gaps > 0 and missing > 0 and calls > 200 else 1)
END
