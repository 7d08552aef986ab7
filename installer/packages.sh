# shellcheck shell=sh
# Shared by installer/run.sh and tests/run.sh: headings, and the packages of debian-packages.txt.

: "${root:?the script that reads this sets it to the folder of the repository}"

heading() {
    printf '\n==> %s\n' "$*"
}

fail() {
    printf '\nerror: %s\n' "$*" >&2
    exit 1
}

# The packages of the named lists, one a line.
packages_of() {
    for list in "$@"; do
        awk -v list="$list" '$1 == list { print $2 }' "$root/installer/debian-packages.txt"
    done
}

is_installed() {
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

missing_of() {
    for package in $(packages_of "$@"); do
        is_installed "$package" || printf '%s\n' "$package"
    done
}

# Says what is needed to somebody whose system has no apt.
explain_needs() {
    printf 'This script installs packages with apt, which this system does not have.\n'
    printf 'Install these by hand (Debian names), then run it again with --no-packages:\n\n'
    for list in "$@"; do
        awk -v list="$list" '$1 == list { $1 = ""; name = $2; $2 = ""; sub(/^ +/, ""); printf "  %-20s %s\n", name, $0 }' \
            "$root/installer/debian-packages.txt"
    done
}

# Installs what is missing of the named lists and nothing else.
install_packages() {
    heading "Packages"
    if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
        explain_needs "$@" >&2
        exit 1
    fi

    missing=$(missing_of "$@" | tr '\n' ' ')
    if [ -z "$missing" ]; then
        printf 'All there, nothing to install.\n'
        return
    fi

    printf 'Installing: %s\n' "$missing"
    as_root=
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || fail "these packages need root or sudo: $missing"
        as_root=sudo
    fi
    $as_root apt-get update || fail "apt-get update failed; see above"
    # shellcheck disable=SC2086 # a list of words, by intent
    $as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y --no-install-recommends $missing || fail "apt-get install failed; see above"
}

# A full disk would be told of in the middle of a build, by a linker. A build that is there already is let go on.
# require_space PRESET MIB
require_space() {
    [ ! -e "$root/build/$1" ] || return 0
    free=$(df -Pk "$root" | awk 'NR == 2 { print int($4 / 1024) }')
    [ "$free" -ge "$2" ] || fail "$free MiB are free for $root, and this build needs $2; make room first"
}

# A build folder left behind by another user (sudo, once) would fail with a riddle.
require_writable() {
    for folder in "$root" "$root/build" "$root/build/$1"; do
        if [ -e "$folder" ] && [ ! -w "$folder" ]; then
            fail "$folder is not yours to write; remove it, or run this as the user who built there"
        fi
    done
}
