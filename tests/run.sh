#!/bin/sh
# Installs what the tests need, builds and runs all of them. May be run again at any time and from any folder.
#   tests/run.sh [--quick] [--no-packages]
# --quick leaves out the build with sanitizers. The last lines are the summary of the release tests.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
. "$root/installer/packages.sh"

packages=yes
quick=no
for argument in "$@"; do
    case $argument in
    --no-packages) packages=no ;;
    --quick) quick=yes ;;
    -h | --help)
        sed -n '2,4s/^# *//p' "$0"
        exit 0
        ;;
    *)
        printf 'unknown option: %s\nusage: tests/run.sh [--quick] [--no-packages]\n' "$argument" >&2
        exit 2
        ;;
    esac
done

failed=

# Runs a step to its end, in a shell of its own; a failure is remembered, so that one run tells all that is wrong.
step() {
    name=$1
    shift
    heading "$name"
    if ("$@"); then
        return
    fi
    failed="$failed${failed:+, }$name"
    printf 'FAILED: %s\n' "$name" >&2
}

# The files of the project by extension; a source archive has no git to ask.
files() {
    git ls-files -- "*.$1" 2>/dev/null || find app gateway ui tests installer -name "*.$1"
}

check_format() {
    { files cpp && files h; } | xargs clang-format-14 --dry-run --Werror && printf 'All files are formatted.\n'
}

check_scripts() {
    for script in $(files sh) .ci/run; do
        sh -n "$script" || return 1
    done
    if command -v shellcheck >/dev/null; then
        # shellcheck disable=SC2046 # a list of files without spaces
        shellcheck --external-sources --source-path=SCRIPTDIR $(files sh) .ci/run || return 1
    fi
    printf 'All scripts are in order.\n'
}

# build PRESET MIB
build() {
    require_writable "$1"
    require_space "$1" "$2"
    cmake --preset "$1" -DWSAGENT_TESTS=ON && cmake --build --preset "$1"
}

# Without the tests labelled release-only, which measure time or make very many processes.
test_sanitized() {
    build dev-asan 6000 && ctest --preset dev-asan -j2
}

test_release() {
    build release 2000 && ctest --preset release -j2
}

[ "$packages" = no ] || install_packages build test
cd "$root"
step "Format" check_format
step "Shell scripts" check_scripts
[ "$quick" = yes ] || step "Tests with address and undefined behaviour sanitizers" test_sanitized
step "Tests of the release build" test_release

[ -z "$failed" ] || fail "failed: $failed"
