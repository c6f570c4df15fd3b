#!/usr/bin/env bash
# What a listening pgoscope may still do, as the kernel tells it in /proc: privileges.sh PGOSCOPE. Started by root, by sudo, and
# by a normal user with a file capability.
set -euo pipefail

. "$(dirname "${BASH_SOURCE[0]}")/network.sh"
enter_network "$0" "$@"
. "$network_folder/listening.sh"
connect_server
work=$(mktemp -d)
chmod 755 "$work"
trap 'rm -rf "$work"' EXIT
pgoscope=$1
workload_is_over() { :; }

# has NAME VALUE: a line of the listener's status, for each of its threads.
has() {
    local status
    for status in "/proc/$listener"/task/*/status; do
        [[ $(sed -n "s/^$1:\s*//p" "$status" | xargs) == "$2" ]] || return 1
    done
}

gave_up_privileges() {
    local set
    for set in CapInh CapPrm CapEff CapAmb; do
        check "$set is empty" has "$set" 0000000000000000
    done
    check "no new privileges" has NoNewPrivs 1
    check "system calls are filtered" has Seccomp 2
    check "no core file" grep -q '^Max core file size *0 *0 ' "/proc/$listener/limits"
    # /proc/PID belongs to root once a process is not dumpable.
    check "not dumpable" test "$(stat --format=%u "/proc/$listener/environ")" == 0
}

runs_as() {
    check "user is $1" has Uid "$1 $1 $1 $1"
    check "group is $2" has Gid "$2 $2 $2 $2"
    check "no other groups" has Groups ""
}

echo "root"
listen root.json
gave_up_privileges
runs_as "$(id -u nobody)" "$(id -g nobody)"
check "nothing to be gained" has CapBnd 0000000000000000
end_listening

echo "root that names a user"
listen games.json --user games
gave_up_privileges
runs_as "$(id -u games)" "$(id -g games)"
check "nothing to be gained" has CapBnd 0000000000000000
end_listening

echo "sudo"
SUDO_UID=$(id -u daemon) listen sudo.json
gave_up_privileges
runs_as "$(id -u daemon)" "$(id -g daemon)"
end_listening

echo "root that insists"
listen insists.json --user root
gave_up_privileges
runs_as 0 0
check "nothing to be gained" has CapBnd 0000000000000000
end_listening

echo "an unknown user"
status=0
"$1" live --user no_such_user client0 >"$work/unknown.json" 2>"$work/unknown.log" || status=$?
check "exit status 2" test "$status" == 2
check "one sentence" test "$(wc -l <"$work/unknown.log")" == 1
check "which names the user" grep -q "no_such_user" "$work/unknown.log"

echo "a normal user with a file capability"
# Not the program itself: a file capability would have it run without LD_LIBRARY_PATH and under others' eyes.
cp "$1" "$work/pgoscope"
if setcap cap_net_raw=ep "$work/pgoscope" 2>/dev/null; then
    run_as_user() {
        exec setpriv --reuid=games --regid=games --clear-groups "$work/pgoscope" "$@"
    }
    pgoscope=run_as_user
    listen capability.json
    gave_up_privileges
    runs_as "$(id -u games)" "$(id -g games)"
    end_listening

    status=0
    (run_as_user live --user daemon client0) >"$work/other.json" 2>"$work/other.log" || status=$?
    check "another user is refused" test "$status" == 2
    check "in one sentence" test "$(wc -l <"$work/other.log")" == 1
else
    echo "file capabilities are not possible in $work"
fi

echo "a normal user without"
pgoscope=$work/plain
cp "$1" "$work/plain"
status=0
setpriv --reuid=games --regid=games --clear-groups "$work/plain" live client0 >"$work/plain.json" 2>"$work/plain.log" || status=$?
check "exit status 2" test "$status" == 2
check "the message says how to allow it" grep -q "setcap cap_net_raw" "$work/plain.log"

cat "$work"/*.log
exit "$failed"
