#!/bin/sh
# Tries the public client libraries `openai` and `ai` against /v1/* of a gateway of ours, on this host only. Its agent
# answers with the built-in model.
#   tests/compat/v1.sh [ws-agent]      default: build/release/bin/ws-agent, else build/dev/bin/ws-agent
# The libraries come from the npm registry and are put below a temporary folder, or WSAGENT_COMPAT_DIR to keep them
# for the next run. Where they cannot be had the script says so and ends with 0.
set -eu
. "$(dirname -- "$0")/common.sh"

need @ai-sdk/openai-compatible openai@6 ai@6 @ai-sdk/openai@3 @ai-sdk/openai-compatible@2
make_instance 22789
for endpoint in chatCompletions responses; do
    agent config set "gateway.http.endpoints.$endpoint.enabled" true >/dev/null
done
start_gateway
node "$root/tests/compat/v1.mjs" "http://127.0.0.1:$port/v1" "$token" "$tools"
