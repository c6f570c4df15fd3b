# For scripts to source: wait_until COMMAND... runs it again and again until it succeeds, for at most 20 seconds.

wait_until() {
    local attempt
    for attempt in {1..1000}; do
        if "$@" 2>/dev/null; then
            return
        fi
        sleep 0.02
    done
    echo "waited in vain: $*" >&2
    return 1
}
