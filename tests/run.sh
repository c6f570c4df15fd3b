#!/usr/bin/env bash
# Builds pgoscope and runs all its tests:
#
#   tests/run.sh [--asan] [--peers] [--] [CTEST-OPTION...]
#
#   --asan     by clang with AddressSanitizer and UndefinedBehaviorSanitizer, in build/sanitizers, not build/release
#   --peers    also install what some tests compare with (tshark, PostgreSQL); without it those are skipped
#
# For example, only the golden outputs: tests/run.sh -R golden
# Installs with apt what is needed and is not there.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=$root/build/release
groups=(build test)
settings=(-DCMAKE_BUILD_TYPE=Release -DPGOSCOPE_TESTS=ON -DPGOSCOPE_BENCHMARKS=ON)

while (($#)); do
    case $1 in
        --asan)
            build=$root/build/sanitizers
            groups+=(sanitizers)
            # clang's sanitizers cost half as much time as g++'s, and a second compiler has to accept the sources.
            # -O1 keeps the stack traces readable and compiles in half the time.
            settings+=(-DCMAKE_CXX_COMPILER=clang++-14 -DPGOSCOPE_SANITIZE=ON
                -DCMAKE_BUILD_TYPE=RelWithDebInfo "-DCMAKE_CXX_FLAGS_RELWITHDEBINFO=-O1 -g1")
            ;;
        --peers) groups+=(peers) ;;
        -h | --help)
            sed -n '2,/^set /{s/^# \{0,1\}//;/^set /d;p}' "${BASH_SOURCE[0]}"
            exit
            ;;
        --)
            shift
            break
            ;;
        *) break ;;
    esac
    shift
done

"$root/.ci/install" "${groups[@]}"
cmake -S "$root" -B "$build" -G Ninja "${settings[@]}" >/dev/null
cmake --build "$build"

export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_stack_use_after_return=1:strict_string_checks=1:allow_addr2line=1}
export UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1}
ctest --test-dir "$build" --output-on-failure --parallel "$(nproc)" "$@"
