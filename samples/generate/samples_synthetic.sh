# Servers that Debian does not have: what they would say, written from descriptions. One function a capture. Sourced by make.sh.

sample_synthetic_vibesql() {
    synthesise vibesql
}

sample_synthetic_hyper() {
    synthesise hyper
}

sample_synthetic_redshift() {
    synthesise redshift
}

sample_synthetic_cockroachdb() {
    synthesise cockroachdb
}

sample_synthetic_greenplum() {
    synthesise greenplum
}

sample_synthetic_yugabytedb() {
    synthesise yugabytedb
}

sample_synthetic_materialize() {
    synthesise materialize
}

sample_synthetic_cratedb() {
    synthesise cratedb
}

sample_synthetic_questdb() {
    synthesise questdb
}

sample_synthetic_odyssey() {
    synthesise odyssey
}

sample_synthetic_pgcat() {
    synthesise pgcat
}

sample_synthetic_old_replication() {
    synthesise old-replication
}

# synthesise NAME
synthesise() {
    python synthetic.py "$1" "$samples/synthetic-$1.pcap"
}
