# pgoscope live, for scripts to source after network.sh:
#
#   prepare_to_listen PGOSCOPE    makes $work, and a PostgreSQL on the server; all of it goes when the script ends
#   listen NAME OPTION...         starts pgoscope on client0, with its output in $work/NAME and its messages in $work/NAME.log;
#                                 returns once it is under way. $listener is its process
#   listen_on INTERFACES NAME OPTION...      the same on others
#   end_listening                 ends it as ^C does, after all packets have reached it; its exit status must be 0

listener=

prepare_to_listen() {
    pgoscope=$1
    work=$(mktemp -d)
    chmod 711 "$work"
    # What the program writes itself, it writes as whom it became.
    install --directory --owner=nobody "$work/nobody"
    trap 'stop_cluster; rm -rf "$work"' EXIT
    connect_server
    . "$network_folder/../server/counted_workload.sh"
    local missing
    missing=$(missing_for_counting)
    [[ -z $missing ]] || skip "$missing"
    export HOME=$work
    start_counting_cluster
}

# Giving up system calls is the last thing before the first packet.
is_under_way() {
    ! kill -0 "$listener" || grep -q '^Seccomp:\s*2' "/proc/$listener/status"
}

listen_on() {
    local interfaces name=$2
    read -ra interfaces <<<"$1"
    shift 2
    "$pgoscope" live "$@" "${interfaces[@]}" >"$work/$name" 2>"$work/$name.log" &
    listener=$!
    wait_until is_under_way
    if ! kill -0 "$listener" 2>/dev/null; then
        echo "pgoscope did not stay:" >&2
        cat "$work/$name.log" >&2
        return 1
    fi
}

listen() {
    listen_on client0 "$@"
}

end_listening() {
    local status=0
    wait_until workload_is_over
    # The kernel hands over a block of packets when it is full, or after 20 ms.
    sleep 0.3
    kill -INT "$listener"
    wait "$listener" || status=$?
    if ((status != 0)); then
        echo "pgoscope ended with $status" >&2
        cat "$work"/*.log >&2
        return 1
    fi
}

# check WHAT COMMAND...
check() {
    local what=$1
    shift
    if ! "$@"; then
        echo "not so: $what" >&2
        failed=1
    fi
}
failed=0
