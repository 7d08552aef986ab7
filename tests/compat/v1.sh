#!/bin/sh
# Tries the public client libraries `openai` and `ai` against /v1/* of a gateway of ours, on this host only. Its agent
# answers with the built-in model.
#   tests/compat/v1.sh [ws-agent]      default: build/release/bin/ws-agent, else build/dev/bin/ws-agent
# The libraries come from the npm registry and are put below a temporary folder, or WSAGENT_COMPAT_DIR to keep them
# for the next run. Where they cannot be had the script says so and ends with 0.
set -eu

libraries='openai@6 ai@6 @ai-sdk/openai@3 @ai-sdk/openai-compatible@2'

root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)

case ${1:-} in
-h | --help)
    sed -n '2,6s/^# *//p' "$0"
    exit 0
    ;;
esac

skip() {
    printf 'skipped: %s\n' "$*"
    exit 0
}

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

temporary=$(mktemp -d)
gateway=
# shellcheck disable=SC2317 # called by the trap
clean_up() {
    [ -z "$gateway" ] || kill "$gateway" 2>/dev/null || true
    [ -z "$gateway" ] || wait "$gateway" 2>/dev/null || true
    rm -rf "$temporary"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

tools=${WSAGENT_COMPAT_DIR:-$temporary/tools}
if [ ! -d "$tools/node_modules/@ai-sdk/openai-compatible" ]; then
    command -v npm >/dev/null || skip 'npm is not installed: sudo apt-get install npm'
    mkdir -p "$tools"
    # shellcheck disable=SC2086 # a list of words
    (cd "$tools" && npm install --silent --no-audit --no-fund --ignore-scripts $libraries) >"$temporary/npm.log" 2>&1 ||
        skip "the libraries cannot be installed: $(tail -n 1 "$temporary/npm.log")"
fi

HOME=$temporary/home
export HOME
mkdir "$HOME"
cd "$HOME"
port=22789
token=$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')
"$program" --profile compat setup --baseline --port "$port" >/dev/null
"$program" --profile compat config set gateway.auth.token "$token" >/dev/null
for endpoint in chatCompletions responses; do
    "$program" --profile compat config set "gateway.http.endpoints.$endpoint.enabled" true >/dev/null
done
"$program" --profile compat gateway >"$temporary/gateway.log" 2>&1 &
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

node "$root/tests/compat/v1.mjs" "http://127.0.0.1:$port/v1" "$token" "$tools"
