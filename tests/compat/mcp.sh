#!/bin/sh
# The public MCP test server, @modelcontextprotocol/server-everything, used by a gateway of ours over standard input and
# output.
#   tests/compat/mcp.sh [ws-agent]      default: build/release/bin/ws-agent, else build/dev/bin/ws-agent
set -eu
. "$(dirname -- "$0")/common.sh"

need @modelcontextprotocol/server-everything @modelcontextprotocol/server-everything
make_instance 23789
agent config set mcp.servers.everything.command "$(command -v node)" >/dev/null
agent config set mcp.servers.everything.args \
    "[\"$tools/node_modules/@modelcontextprotocol/server-everything/dist/index.js\", \"stdio\"]" >/dev/null
start_gateway

failures=0
# expect <what> <wanted text> <method> <params>
expect() {
    answer=$(agent gateway call "$3" --timeout 60000 --json --params "$4" 2>&1) || true
    case $answer in
    *"$2"*) echo "ok      $1" ;;
    *)
        echo "FAILED  $1: $answer"
        failures=$((failures + 1))
        ;;
    esac
}

expect "its tools are listed" mcp__everything__echo tools.catalog '{}'
expect "echo" "Echo: hello" tools.invoke '{"name": "mcp__everything__echo", "args": {"message": "hello"}}'
expect "a sum" 5 tools.invoke '{"name": "mcp__everything__get-sum", "args": {"a": 2, "b": 3}}'
expect "an image" image/png tools.invoke '{"name": "mcp__everything__get-tiny-image", "args": {}}'
expect "wrong arguments are refused here" invalid-arguments tools.invoke '{"name": "mcp__everything__echo", "args": {"message": 1}}'

agent config set tools.deny '["mcp__everything__*"]' >/dev/null
for _ in $(seq 50); do
    agent gateway call tools.effective --params '{"sessionKey": "main"}' --json | grep -q mcp__everything__ || break
    sleep 0.2
done
expect "the policy holds for them" "Tool not available" tools.invoke '{"name": "mcp__everything__echo", "args": {"message": "x"}}'

server=$(pgrep -f "$tools/node_modules/@modelcontextprotocol/server-everything" | head -n 1 || true)
kill -9 "$gateway"
wait "$gateway" 2>/dev/null || true
gateway=
for _ in $(seq 20); do
    kill -0 "${server:-0}" 2>/dev/null || break
    sleep 0.1
done
if [ -n "$server" ] && ! kill -0 "$server" 2>/dev/null; then
    echo "ok      it has ended two seconds after the gateway was killed"
else
    echo "FAILED  it outlives the gateway"
    failures=$((failures + 1))
fi
exit "$((failures > 0))"
