# Captures made from others by rule, so that what they should yield is known. Sourced by make.sh.

sample_lost_segments() {
    python derive.py lose "$samples/small-segments.pcap" "$samples/lost-segments.pcap"
}

sample_reordered() {
    python derive.py reorder "$samples/small-segments.pcap" "$samples/reordered.pcap"
}

sample_duplicated() {
    python derive.py duplicate "$samples/small-segments.pcap" "$samples/duplicated.pcap"
}

sample_mid_message() {
    python derive.py behead "$samples/small-segments.pcap" "$samples/mid-message.pcap"
}

sample_one_sided() {
    python derive.py deafen "$samples/extended.pcap" "$samples/one-sided.pcap"
}

sample_cut_in_a_record() {
    head -c 5000 "$samples/simple-queries.pcap" >"$samples/cut-in-a-record.pcap"
}

sample_mixed_interfaces() {
    mergecap -w "$samples/mixed-interfaces.pcapng" \
        "$samples"/{cooked-any,snaplen-cut,auth-trust}.pcap
}
