#!/bin/sh
# Tries the public OpenClaw command line client against a gateway of ours, on this host only.
#   tests/compat/openclaw-cli.sh [ws-agent]      default: build/release/bin/ws-agent, else build/dev/bin/ws-agent
# The client comes from the npm registry and is put below a temporary folder, or WSAGENT_COMPAT_DIR to keep it
# for the next run. Where it cannot be had the script says so and ends with 0.
set -eu
. "$(dirname -- "$0")/common.sh"

# The client wants a newer node than most systems have; the package node brings one along, by its script.
runtime=node@24
if [ ! -x "$tools/node_modules/node/bin/node" ]; then
    mkdir -p "$tools"
    (cd "$tools" && npm install --silent --no-audit --no-fund "$runtime") >"$temporary/npm.log" 2>&1 ||
        skip "$runtime cannot be installed: $(tail -n 1 "$temporary/npm.log")"
fi
[ -x "$tools/node_modules/node/bin/node" ] || skip "$runtime has brought no program for this machine"
need openclaw/openclaw.mjs openclaw@2026.9.6
make_instance 21789
start_gateway

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
try 'No automations' cron list --url "$url" --token "$token"
try 'No skills found' skills list
try 'Status of profile' agent --agent main --message status
try '"summary": "completed"' agent --agent main --message status --json
try 'gateway listening' logs --limit 20 --url "$url" --token "$token"

[ "$failed" -eq 0 ] || printf '%s of the tries failed\n' "$failed" >&2
exit "$((failed > 0))"
