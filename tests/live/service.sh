#!/usr/bin/env bash
# A service manager hears from a pgoscope that has given up its privileges: service.sh PGOSCOPE.
set -euo pipefail

. "$(dirname "${BASH_SOURCE[0]}")/network.sh"
enter_network "$0" "$@"
. "$network_folder/listening.sh"
prepare_to_listen "$1"

/usr/bin/python3 - "$work/notify" >"$work/heard" <<'END' &
import os, socket, sys
with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
    manager.bind(sys.argv[1])
    os.chmod(sys.argv[1], 0o777)
    while True:
        print(manager.recv(4096).decode(), flush=True)
END
wait_until test -S "$work/notify"

NOTIFY_SOCKET=$work/notify WATCHDOG_USEC=1000000 listen report.json --report=json
wait_until grep -q '^READY=1' "$work/heard"
sleep 1.2
end_listening
cat "$work/heard"

pings=$(grep -c '^WATCHDOG=1' "$work/heard")
check "it is alive, twice a second" test "$pings" -ge 2 -a "$pings" -le 6
check "there is a status" grep -q '^STATUS=client0: [0-9]* packets' "$work/heard"
check "it says that it ends" grep -q '^STOPPING=1' "$work/heard"
exit "$failed"
