#!/usr/bin/env bash
# Writes the expected outputs of the samples anew, to be reviewed as a diff:
#
#   tests/golden/renew.sh [SAMPLE...]       such as cancel.pcap; default: all
#
# Only what every output must hold (schema, accounting, secrets) is checked.
set -euo pipefail

golden=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$golden/../..
build=$root/build/release

"$root/.ci/install" build test
cmake -S "$root" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release >/dev/null
cmake --build "$build" --target pgoscope
/usr/bin/python3 -B "$golden/golden.py" --renew "$build/cli/pgoscope" "$@"
