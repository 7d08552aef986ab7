#!/usr/bin/env bash
# The public MCP test server, @modelcontextprotocol/server-everything, used by a gateway of ours over standard input and output.
# WSAGENT_COMPAT_DIR keeps the package for the next run; WSAGENT_PROGRAM is the program to try.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
program=${WSAGENT_PROGRAM:-}
for build in release dev; do
    [ -z "$program" ] && [ -x "$root/build/$build/bin/ws-agent" ] && program=$root/build/$build/bin/ws-agent
done
[ -n "$program" ] || { echo "skipped: nothing is built"; exit 0; }
command -v npm > /dev/null || { echo "skipped: npm is not installed"; exit 0; }

work=$(mktemp -d)
gateway=
# shellcheck disable=SC2317 # called by the trap
cleanup()
{
    [ -z "$gateway" ] || kill "$gateway" 2> /dev/null || true
    [ -z "$gateway" ] || wait "$gateway" 2> /dev/null || true
    rm -rf "$work"
}
trap cleanup EXIT

packages=${WSAGENT_COMPAT_DIR:-$work/packages}
mkdir -p "$packages"
if [ ! -d "$packages/node_modules/@modelcontextprotocol/server-everything" ]; then
    (cd "$packages" && npm install --no-save --no-audit --no-fund @modelcontextprotocol/server-everything) > "$work/npm.log" 2>&1 ||
        { echo "skipped: the package cannot be had"; exit 0; }
fi

export HOME=$work/home WS_AGENT_HOME=$work/home
mkdir -p "$HOME"
agent() { "$program" --profile compat "$@"; }
agent setup --port "$((21000 + RANDOM % 20000))" > /dev/null
agent config set mcp.servers.everything.command "$(command -v node)" > /dev/null
agent config set mcp.servers.everything.args "[\"$packages/node_modules/@modelcontextprotocol/server-everything/dist/index.js\", \"stdio\"]" > /dev/null
agent gateway > "$work/gateway.out" 2> "$work/gateway.err" &
gateway=$!
for _ in $(seq 100); do
    agent health > /dev/null 2>&1 && break
    sleep 0.2
done

failures=0
# expect <what> <wanted text> <method> <params>
expect()
{
    local answer
    answer=$(agent gateway call "$3" --timeout 60000 --json --params "$4" 2>&1) || true
    if [[ $answer == *"$2"* ]]; then
        echo "ok      $1"
    else
        echo "FAILED  $1: $answer"
        failures=$((failures + 1))
    fi
}

expect "its tools are listed" mcp__everything__echo tools.catalog '{}'
expect "echo" "Echo: hello" tools.invoke '{"name": "mcp__everything__echo", "args": {"message": "hello"}}'
expect "a sum" 5 tools.invoke '{"name": "mcp__everything__get-sum", "args": {"a": 2, "b": 3}}'
expect "an image" image/png tools.invoke '{"name": "mcp__everything__get-tiny-image", "args": {}}'
expect "wrong arguments are refused here" invalid-arguments tools.invoke '{"name": "mcp__everything__echo", "args": {"message": 1}}'

agent config set tools.deny '["mcp__everything__*"]' > /dev/null
for _ in $(seq 50); do
    [[ $(agent gateway call tools.effective --params '{"sessionKey": "main"}' --json) != *mcp__everything__* ]] && break
    sleep 0.2
done
expect "the policy holds for them" "Tool not available" tools.invoke '{"name": "mcp__everything__echo", "args": {"message": "x"}}'

server=$(pgrep -f "$packages/node_modules/@modelcontextprotocol/server-everything" | head -n 1 || true)
kill -9 "$gateway"
wait "$gateway" 2> /dev/null || true
gateway=
for _ in $(seq 20); do
    kill -0 "${server:-0}" 2> /dev/null || break
    sleep 0.1
done
if [ -n "$server" ] && ! kill -0 "$server" 2> /dev/null; then
    echo "ok      it has ended two seconds after the gateway was killed"
else
    echo "FAILED  it outlives the gateway"
    failures=$((failures + 1))
fi
exit $((failures > 0))
