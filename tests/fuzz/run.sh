#!/usr/bin/env bash
# Builds fuzz targets and runs each for a while, beginning with texts that reach far into the code:
#
#   tests/fuzz/run.sh [SECONDS [TARGET...]]     20 seconds each of the targets that read SQL
#
# A target that finds something prints it, leaves the input in the current directory, and ends with an error.
# PGOSCOPE_FUZZ_SEED repeats a run; without it every run has a seed of its own, which it prints.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
build=$root/build/fuzz
seconds=${1:-20}
shift || true
targets=("$@")
if ((${#targets[@]} == 0)); then
    targets=(sql_fuzz secrets_fuzz)
fi

"$root/.ci/install" build sanitizers
cmake -S "$root" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo "-DCMAKE_CXX_FLAGS_RELWITHDEBINFO=-O1 -g1" \
    -DCMAKE_CXX_COMPILER=clang++-14 -DPGOSCOPE_FUZZERS=ON -DPGOSCOPE_TESTS=OFF >/dev/null
cmake --build "$build" --target "${targets[@]}"

corpus=$(mktemp -d)
trap 'rm -rf "$corpus"' EXIT
# Each text by some of the readings, which the first byte of an input chooses; the second is the length of pieces.
number=0
while IFS= read -r line; do
    for reading in '\x00' '\x02' '\x06' '\x0c' '\x10'; do
        printf "${reading}\x07%s" "$line" >"$corpus/$((number++))"
    done
done <"$root/tests/unit/sql_oracle/corpus.sql.txt"

seed=${PGOSCOPE_FUZZ_SEED:-$((RANDOM * 32768 + RANDOM + 1))}
for target in "${targets[@]}"; do
    printf '%s: seed %s\n' "$target" "$seed"
    "$build/tests/fuzz/$target" "$corpus" -max_total_time="$seconds" -max_len=4096 -seed="$seed" -print_final_stats=1 -verbosity=0
    printf '%s: nothing found in %s s\n' "$target" "$seconds"
done
