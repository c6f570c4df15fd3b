# Recording what happens on the interfaces of this network namespace, and nothing else. Sourced by make.sh.

# record NAME [TCPDUMP-OPTION...] -- COMMAND...
record() {
    local name=$1 options=()
    shift
    while [[ $1 != -- ]]; do
        options+=("$1")
        shift
    done
    shift
    start_recording "$name" "${options[@]}"
    "$@"
    stop_recording
}

# start_recording NAME [TCPDUMP-OPTION...]: returns when tcpdump really listens.
start_recording() {
    recording_name=$1
    shift
    recording_precision=()
    if [[ " $* " == *" --nano "* ]]; then
        recording_precision=(--nano)
    fi
    [[ " $* " == *" -i "* ]] || set -- -i lo "$@"
    # Not in immediate mode, where libpcap cuts what offloading makes longer than 64 KiB and has room for few packets.
    tcpdump -Z root -U --buffer-size=16384 "$@" -w "$work/raw.pcap" "$recorded_traffic or udp port $end_mark_port" \
        2>"$work/tcpdump.log" &
    recording_pid=$!
    wait_until grep -q 'listening on' "$work/tcpdump.log"
}

# stop_recording: returns when every packet of every connection is in samples/NAME.pcap.
stop_recording() {
    wait_until connections_are_closed
    # Packets are delivered in order, so once this mark is in the file everything before it is too.
    echo "$end_mark" >"/dev/udp/127.0.0.1/$end_mark_port"
    wait_until grep -q "$end_mark" "$work/raw.pcap"
    abandon_recording
    cat "$work/tcpdump.log"
    grep -q '^0 packets dropped by kernel' "$work/tcpdump.log"
    tcpdump -Z root -r "$work/raw.pcap" "${recording_precision[@]}" -w "$samples/$recording_name.pcap" "$recorded_traffic"
}

abandon_recording() {
    if [[ -n ${recording_pid:-} ]]; then
        kill -INT "$recording_pid" 2>/dev/null || true
        wait "$recording_pid" || true
        recording_pid=
    fi
}

# A server process closes its socket some time after its client has gone.
connections_are_closed() {
    local open
    open=$(ss --no-header --numeric --tcp state connected exclude time-wait '( sport = :5432 )')
    [[ -z $open ]]
}

# refused COMMAND...: for a command whose failure is what the sample shows.
refused() {
    if "$@"; then
        echo "should have failed: $*" >&2
        return 1
    fi
}

# Runs one of the scripts of this folder; only Debian's own interpreter sees the packages installed above.
python() {
    local script=$1
    shift
    PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 "$generate/$script" "$@"
}

psql_file() {
    psql --quiet --no-align --file="$generate/$1" "${@:2}"
}

recorded_traffic='tcp port 5432'
end_mark=end-of-sample
end_mark_port=9
