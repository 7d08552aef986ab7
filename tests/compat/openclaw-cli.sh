#!/bin/sh
# Tries the public OpenClaw command line client against a gateway of ours, on this host only.
#   tests/compat/openclaw-cli.sh [ws-agent]      default: build/release/bin/ws-agent, else build/dev/bin/ws-agent
# The client comes from the npm registry and is put below a temporary folder, or WSAGENT_COMPAT_DIR to keep it
# for the next run. Where it cannot be had the script says so and ends with 0.
set -eu

client=openclaw@2026.9.6
runtime=node@24

root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)

case ${1:-} in
-h | --help)
    sed -n '2,5s/^# *//p' "$0"
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
[ -x "$program" ] || skip 'there is no ws-agent; build one: cmake --preset release && cmake --build --preset release'
command -v npm >/dev/null || skip 'npm is not installed: sudo apt-get install npm'

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
if [ ! -f "$tools/node_modules/openclaw/openclaw.mjs" ]; then
    mkdir -p "$tools"
    # The client wants a newer node than most systems have; the package node brings one along.
    (cd "$tools" && npm install --silent --no-audit --no-fund "$runtime" &&
        npm install --silent --no-audit --no-fund --ignore-scripts "$client") >"$temporary/npm.log" 2>&1 ||
        skip "the client cannot be installed: $(tail -n 1 "$temporary/npm.log")"
fi
[ -x "$tools/node_modules/node/bin/node" ] || skip "$runtime has brought no program for this machine"

HOME=$temporary/home
export HOME
mkdir "$HOME"
cd "$HOME"
port=21789
token=$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')
"$program" --profile compat setup --baseline --port "$port" >/dev/null
"$program" --profile compat config set gateway.auth.token "$token" >/dev/null
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

mkdir "$HOME/.openclaw"
printf '{"gateway":{"mode":"local","port":%s,"auth":{"mode":"token","token":"%s"}}}\n' "$port" "$token" \
    >"$HOME/.openclaw/openclaw.json"
url=ws://127.0.0.1:$port
failed=0

# try TEXT ARGUMENT…: the client has to print TEXT.
try() {
    expected=$1
    shift
    shown=$(printf '%s ' "$@" | sed "s/$token/…/g")
    if "$tools/node_modules/node/bin/node" --no-warnings "$tools/node_modules/openclaw/openclaw.mjs" "$@" \
        >"$temporary/out" 2>&1 || true; grep -q -- "$expected" "$temporary/out"; then
        printf 'ok      openclaw %s\n' "$shown"
    else
        failed=$((failed + 1))
        printf 'FAILED  openclaw %s\n' "$shown"
        sed "s/$token/…/g; s/^/        /" "$temporary/out"
    fi
}

try '"ok": true' gateway call health --url "$url" --token "$token"
try '"runtimeVersion"' gateway call status --url "$url" --token "$token"
try 'unknown method: no.such.method' gateway call no.such.method --url "$url" --token "$token"
try 'gateway token mismatch' gateway call health --url "$url" --token wrong
try '"scopeLimited": true' gateway probe --json --url "$url" --token "$token"
try 'Reachable: yes' gateway probe --url "$url" --token "$token"
try '"reachable": true' status --json
try 'Connectivity probe: ok' gateway status
try 'Agents: main (default)' health
try 'No device pairing entries' devices list --url "$url" --token "$token"
try 'Pending: 0' nodes list --url "$url" --token "$token"
try '"mode": "gateway"' system presence --url "$url" --token "$token"
try 'gateway listening' logs --limit 20 --url "$url" --token "$token"

[ "$failed" -eq 0 ] || printf '%s of the tries failed\n' "$failed" >&2
exit "$((failed > 0))"
