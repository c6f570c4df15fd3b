#!/usr/bin/env bash
# Builds pgoscope and shows what it does:
#
#   samples/try.sh [CAPTURE...]     a report of the captures, and the beginning of their timeline
#
# Without a capture a sample is shown. Installs with apt what the build needs and is not there.
set -euo pipefail

here=$PWD
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=$root/build/release
timeline_lines=40

captures=()
for capture in "$@"; do
    if [[ $capture == -* ]]; then
        echo "usage: samples/try.sh [CAPTURE...]" >&2
        exit 2
    fi
    # The build happens elsewhere; a relative name is the caller's.
    [[ $capture == /* ]] || capture=$here/$capture
    captures+=("$capture")
done
if ((${#captures[@]} == 0)); then
    captures=("$root/samples/simple-queries.pcap")
fi

"$root/.ci/install" build
cmake -S "$root" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DPGOSCOPE_TESTS=OFF >/dev/null
cmake --build "$build" --target pgoscope

show() {
    printf '\n$ pgoscope %s\n\n' "$*"
    "$build/cli/pgoscope" "$@"
}

show report --format text "${captures[@]}"
show timeline --format text "${captures[@]}" | head -n "$timeline_lines"
printf '\nThe program is %s; --help says what else it can do.\n' "$build/cli/pgoscope"
