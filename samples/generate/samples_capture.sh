# Forms a capture can have, and strangers on the port: one function a capture. Sourced by make.sh.

sample_ipv6() {
    record ipv6 -- refused env PGHOST=::1 psql --quiet --command='select 1' --command='select 1/0'
}

sample_cooked_any() {
    record cooked-any -i any -y LINUX_SLL2 -- psql --quiet --command='select name from customer limit 3'
}

sample_cooked_v1() {
    record cooked-v1 -i any -y LINUX_SLL -- psql --quiet --command='select name from customer limit 3'
}

sample_nanosecond() {
    record nanosecond --nano -- psql --quiet --command='select name from customer limit 3'
    editcap -F pcapng "$samples/nanosecond.pcap" "$samples/nanosecond.pcapng"
    rm "$samples/nanosecond.pcap"
}

sample_snaplen_cut() {
    record snaplen-cut -s 96 -- psql --quiet --command="select n, repeat('wide ', 100) from generate_series(1, 20) n" \
        --command="insert into purchase values (1, 1)" --command='select 1'
}

sample_mid_stream() {
    coproc client { python mid_stream.py; }
    # bash forgets a coprocess that has ended.
    local process=$client_PID from_client=${client[0]} to_client=${client[1]}
    read -r <&"$from_client"
    start_recording mid-stream
    echo >&"$to_client"
    wait "$process"
    stop_recording
}

# Segments as small as on an Ethernet, so that messages straddle them: loopback alone would send 64 KiB at once.
sample_small_segments() {
    ip link set lo mtu 1500 gso_max_segs 1
    record small-segments -- psql_file small-segments.sql
    ip link set lo mtu 65536 gso_max_segs 65535
}

# And larger than IP can say: as an interface with offloading hands them over, total length 0.
sample_offloaded() {
    python offload.py lo 180000
    receive_buffer 1000000
    record offloaded -- psql_file offloaded.sql
    receive_buffer 131072
    python offload.py lo 65536
}

# A sender fills at most half of the window it is offered, which the server's listening socket decides when it is made.
receive_buffer() {
    sysctl --quiet --write net.ipv4.tcp_rmem="4096 $1 6000000"
    cluster_ctl restart
}

sample_http_on_5432() {
    record http-on-5432 -- speak_http
}

speak_http() {
    mkdir -p "$work/www"
    echo '<p>Nothing to see here.</p>' >"$work/www/index.html"
    /usr/bin/python3 -m http.server 5432 --bind 127.0.0.2 --directory "$work/www" &
    local server=$!
    wait_until listens_on 127.0.0.2
    curl --silent http://127.0.0.2:5432/ http://127.0.0.2:5432/missing
    kill "$server"
    wait "$server" || true
}

sample_mysql_on_5432() {
    record mysql-on-5432 -- python mysql_on_5432.py
}

listens_on() {
    ss --no-header --numeric --tcp --listening "src $1:5432" | grep -q .
}

