#!/bin/sh
# Runs the libFuzzer targets, each for some minutes of processor time.
#   tests/fuzz/run.sh [minutes] [target…]        default: 10 minutes, all targets
# New inputs and findings go to build/fuzz/corpus and build/fuzz/findings, never into the repository.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
. "$root/installer/packages.sh"

minutes=10
case ${1:-} in
-h | --help)
    sed -n '2,4s/^# *//p' "$0"
    exit 0
    ;;
[0-9]*)
    minutes=$1
    shift
    ;;
esac

cd "$root"
[ -z "$(missing_of fuzz)" ] || install_packages build fuzz
heading "Build"
require_writable fuzz
cmake --preset fuzz
cmake --build --preset fuzz

# Leaves the fuzzer's own lines on the screen: pulses, the number of runs at the end, the stack of a finding.
fuzz() {
    seeds=tests/fuzz/seeds/$1
    corpus=build/fuzz/corpus/$1
    findings=build/fuzz/findings/$1/
    mkdir -p "$corpus" "$findings"
    build/fuzz/fuzz/"fuzz_$1" -max_total_time=$((minutes * 60)) -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix="$findings" "$corpus" "$seeds"
}

failed=
# shellcheck disable=SC2046 # a list of names without spaces
[ $# -gt 0 ] || set -- $(find tests/fuzz -name 'fuzz_*.cpp' | sed 's,.*/fuzz_,,; s,\.cpp$,,' | sort)
for target in "$@"; do
    heading "$target, $minutes minutes"
    fuzz "$target" || failed="$failed $target"
done
[ -z "$failed" ] || fail "findings in:$failed (inputs in build/fuzz/findings)"
