#!/usr/bin/env bash
# Builds and measures pgoscope on a large capture; README.md beside it says what the figures mean.
#
#   tests/bench/bench.sh [--packets N] [--sessions N] [--runs N] [--capture FILE] [--no-tshark]
#
# The capture, by default 1.5 million packets of pgbench in 100 sessions, is made in a temporary directory.
set -euo pipefail

bench=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$bench/../..
build=$root/build/release

"$root/.ci/install" build bench
cmake -S "$root" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DPGOSCOPE_TESTS=OFF -DPGOSCOPE_BENCHMARKS=ON >/dev/null
cmake --build "$build" --target pgoscope make_capture bare_loop
exec /usr/bin/python3 -B "$bench/measure.py" "$build" "$@"
