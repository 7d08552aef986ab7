#!/bin/sh
# Playwright (playwright-core) connected to the browser of a gateway of ours sees what our commands have done, and our
# commands see what Playwright has done.
#   tests/compat/playwright.sh [ws-agent]      default: build/release/bin/ws-agent, else build/dev/bin/ws-agent
set -eu
. "$(dirname -- "$0")/common.sh"

need_browser
need playwright-core playwright-core@1
make_instance 24789
agent config set browser.executablePath "$browser" >/dev/null
agent config set browser.headless true >/dev/null
[ "$(id -u)" -ne 0 ] || agent config set browser.noSandbox true >/dev/null
agent config set browser.ssrfPolicy '{"allowedHostnames": ["127.0.0.1", "localhost"]}' >/dev/null
start_gateway
node "$root/tests/compat/playwright.mjs" "$program" "$root/tests/data/pages" "$tools"
