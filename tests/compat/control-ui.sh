#!/bin/sh
# The public OpenClaw Control UI, served by a gateway of ours through gateway.controlUi.root, in a real browser: it loads,
# lists sessions, sends, streams, aborts, and survives a reload.
#   tests/compat/control-ui.sh [ws-agent]      default: build/release/bin/ws-agent, else build/dev/bin/ws-agent
# WSAGENT_COMPAT_SHOTS=folder keeps pictures of the pages.
set -eu
. "$(dirname -- "$0")/common.sh"

version=2026.9.6
need_browser
need playwright-core playwright-core@1
panel=$tools/control-ui-$version
if [ ! -f "$panel/index.html" ]; then
    # Only its static files, without the program around them.
    (cd "$temporary" && npm pack --silent "openclaw@$version" && tar xzf "openclaw-$version.tgz" package/dist/control-ui) \
        >"$temporary/npm.log" 2>&1 || skip "the Control UI cannot be had: $(tail -n 1 "$temporary/npm.log")"
    mv "$temporary/package/dist/control-ui" "$panel"
fi
make_instance 25789
agent config set gateway.controlUi.root "$panel" >/dev/null
agent config set models.providers.slow '{"baseUrl": "http://127.0.0.1:25999/v1", "apiKey": "none", "api": "openai-completions",
    "models": [{"id": "talker", "name": "Talker"}]}' >/dev/null
agent config set agents.defaults.model slow/talker >/dev/null
start_gateway
agent gateway call sessions.create --params '{"key": "agent:main:dashboard:garden", "label": "The garden"}' >/dev/null
node "$root/tests/compat/control-ui.mjs" "http://127.0.0.1:$port/" "$token" "$tools" "$browser"
