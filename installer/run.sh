#!/bin/sh
# Installs what WsAgent needs, builds it and starts it. May be run again at any time and from any folder.
#   installer/run.sh [--no-packages] [--no-start]
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
. "$root/installer/packages.sh"

packages=yes
start=yes
for argument in "$@"; do
    case $argument in
    --no-packages) packages=no ;;
    --no-start) start=no ;;
    -h | --help)
        sed -n '2,3s/^# *//p' "$0"
        exit 0
        ;;
    *)
        printf 'unknown option: %s\nusage: installer/run.sh [--no-packages] [--no-start]\n' "$argument" >&2
        exit 2
        ;;
    esac
done

[ "$packages" = no ] || install_packages build

heading "Build"
require_writable release
require_space release 1200
cd "$root"
cmake --preset release -DWSAGENT_TESTS=OFF
cmake --build --preset release

bin=$root/build/release/bin
heading "Ready"
"$bin/ws-agent" --version
[ "$start" = yes ] || exit 0

# Whoever has no profile yet gets the default one: an agent that answers without any model.
heading "Starting WsAgent"
if ! "$bin/ws-agent" profiles list --json | grep -q '"configPath"'; then
    "$bin/ws-agent" setup --baseline
fi
log=${XDG_STATE_HOME:-$HOME/.local/state}/ws-agent/supervisor.log
if "$bin/ws-agent" supervisor status >/dev/null 2>&1; then
    printf 'A supervisor runs already and goes on with the program that it was started from. To change to this one:\n'
    printf '  %s/ws-agent supervisor shutdown && %s\n' "$bin" "$0"
else
    (umask 077 && mkdir -p -- "$(dirname -- "$log")" && : >>"$log")
    setsid nohup "$bin/ws-agent" --no-gui </dev/null >>"$log" 2>&1 &
    tries=0
    until "$bin/ws-agent" supervisor status >/dev/null 2>&1; do
        tries=$((tries + 1))
        if [ "$tries" -ge 150 ]; then
            tail -n 20 "$log" >&2
            fail "the supervisor does not answer; its output is in $log"
        fi
        sleep 0.2
    done
fi
"$bin/ws-agent" supervisor status
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] && [ -x "$bin/ws-agent-tray" ]; then
    setsid nohup "$bin/ws-agent-tray" </dev/null >>"$log" 2>&1 &
fi

cat <<EOT

It runs in the background and writes to $log. Now try:
  PATH="$bin:\$PATH"
  ws-agent agent -m status           an answer, without any model
  ws-agent tui                       a chat
  ws-agent profiles add rescue       a second instance that touches nothing of the first
  ws-agent supervisor shutdown       ends it
EOT
