# shellcheck shell=sh
# What the scripts of this folder have in common; they read it first. Each tries a client that nobody here wrote against
# a gateway of its own, in a home of its own, on this host only. What comes from the npm registry is put below a temporary
# folder, or WSAGENT_COMPAT_DIR to keep it for the next run; where it cannot be had the script says so and ends with 0.

case ${1:-} in
-h | --help)
    sed -n '2,/^set -eu/s/^# *//p' "$0"
    exit 0
    ;;
esac

skip() {
    printf 'skipped: %s\n' "$*"
    exit 0
}

root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
program=${1:-}
for built in "$root/build/release/bin/ws-agent" "$root/build/dev/bin/ws-agent"; do
    [ -n "$program" ] || [ ! -x "$built" ] || program=$built
done
case $program in
/* | '') ;;
*) program=$PWD/$program ;;
esac
[ -x "$program" ] || skip 'there is no ws-agent; build one: cmake --preset release && cmake --build --preset release'
command -v node >/dev/null || skip 'node is not installed: sudo apt-get install nodejs'
command -v npm >/dev/null || skip 'npm is not installed: sudo apt-get install npm'

temporary=$(mktemp -d)
gateway=
# shellcheck disable=SC2317,SC2329 # called by the trap
clean_up() {
    [ -z "$gateway" ] || kill "$gateway" 2>/dev/null || true
    [ -z "$gateway" ] || wait "$gateway" 2>/dev/null || true
    rm -rf "$temporary"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

tools=${WSAGENT_COMPAT_DIR:-$temporary/tools}

# need FILE PACKAGE…: below $tools/node_modules, fetched when it is not there yet.
need() {
    wanted=$1
    shift
    [ ! -e "$tools/node_modules/$wanted" ] || return 0
    mkdir -p "$tools"
    (cd "$tools" && npm install --silent --no-audit --no-fund --ignore-scripts "$@") >"$temporary/npm.log" 2>&1 ||
        skip "$* cannot be installed: $(tail -n 1 "$temporary/npm.log")"
}

# Sets $browser to one of the Chromium family.
need_browser() {
    for candidate in chromium google-chrome; do
        # shellcheck disable=SC2034 # for the script that asks
        browser=$(command -v "$candidate") && return
    done
    skip 'no browser of the Chromium family is installed: sudo apt-get install chromium'
}

HOME=$temporary/home
export HOME
unset WS_AGENT_HOME WS_AGENT_PROFILE WS_AGENT_STATE_DIR WS_AGENT_CONFIG_PATH WS_AGENT_GATEWAY_PORT || true
mkdir "$HOME"
token=$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')

agent() { "$program" --profile compat "$@"; }

# make_instance PORT: the profile compat, not started yet.
make_instance() {
    port=$1
    cd "$HOME" || exit 1
    agent setup --baseline --port "$port" >/dev/null
    agent config set gateway.auth.token "$token" >/dev/null
}

start_gateway() {
    "$program" --profile compat gateway >"$temporary/gateway.log" 2>&1 & # not by agent, whose shell would get the signals
    gateway=$!
    waited=0
    until grep -qs 'gateway listening' "$temporary/gateway.log"; do
        waited=$((waited + 1))
        if [ "$waited" -gt 100 ] || ! kill -0 "$gateway" 2>/dev/null; then
            cat "$temporary/gateway.log" >&2
            exit 1
        fi
        sleep 0.1
    done
}
