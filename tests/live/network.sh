# Two hosts joined by a cable, for scripts to source: the script runs on the client, PostgreSQL on the server. Nothing of them
# is seen outside, and everything on them ends with the script.
#
#   enter_network "$0" "$@"     first of all: starts the script again on the client; exits with 77, skipped, where that is
#                               not allowed
#   skip REASON
#   connect_server              afterwards: the client's end of the cable is client0, the server's server0
#   reply_by_another_way        afterwards: what the server sends to the client takes a second cable, client1 and server1
#
# pg_cluster.sh then starts clusters on the server, on the usual port; in_cluster_network COMMAND... runs there.

network_folder=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$network_folder/../support/wait_until.sh"
. "$network_folder/../server/pg_cluster.sh"

skip() {
    echo "skipped: $*"
    exit 77
}

enter_network() {
    [[ -z ${PGOSCOPE_TEST_NETWORK:-} ]] || return 0
    [[ $(id -u) == 0 ]] || skip "listening on an interface needs root"
    command -v ip >/dev/null || skip "ip is not installed (apt-get install iproute2)"
    local namespaces=(unshare --net --mount --pid --fork --kill-child --mount-proc)
    "${namespaces[@]}" true 2>/dev/null || skip "network namespaces are not allowed here"
    PGOSCOPE_TEST_NETWORK=1 exec "${namespaces[@]}" -- "$@"
}

server_has_a_network() {
    [[ $(readlink "/proc/$PG_CLUSTER_NETWORK_OF/ns/net") != "$(readlink /proc/self/ns/net)" ]]
}

connect_server() {
    # Counters of an interface are under /sys, which shows the namespace in which it was mounted.
    mount -t sysfs sysfs /sys
    unshare --net sleep infinity &
    PG_CLUSTER_NETWORK_OF=$!
    PG_CLUSTER_ADDRESS=192.0.2.2
    PG_CLUSTER_PORT=5432
    wait_until server_has_a_network
    ip link add client0 type veth peer name server0 netns "$PG_CLUSTER_NETWORK_OF" || skip "there are no veth interfaces here"
    ip address add 192.0.2.1/24 dev client0
    ip link set client0 up
    ip link set lo up
    in_cluster_network ip address add "$PG_CLUSTER_ADDRESS/24" dev server0
    in_cluster_network ip link set server0 up
    in_cluster_network ip link set lo up
}

reply_by_another_way() {
    ip link add client1 type veth peer name server1 netns "$PG_CLUSTER_NETWORK_OF"
    ip link set client1 up
    # Replies need not come from where requests go to.
    echo 0 | tee /proc/sys/net/ipv4/conf/{all,client1}/rp_filter >/dev/null
    in_cluster_network ip link set server1 up
    in_cluster_network ip route add 192.0.2.1/32 dev server1 src "$PG_CLUSTER_ADDRESS"
}
