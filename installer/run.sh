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
cd "$root"
cmake --preset release -DWSAGENT_TESTS=OFF
cmake --build --preset release

bin=$root/build/release/bin
heading "Ready"
"$bin/ws-agent" --version
cat <<EOT

First steps:
  PATH="$bin:\$PATH"
  ws-agent --help
  ws-agent --profile main setup --baseline
  ws-agent --profile rescue setup --baseline
  ws-agent profiles check

This version prepares and checks instances; it has no gateway to run yet (see CHANGELOG.md).
EOT

[ "$start" = yes ] || exit 0
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] && [ -x "$bin/ws-agent-tray" ]; then
    heading "Starting ws-agent-tray (close its window to end it)"
    exec "$bin/ws-agent-tray"
fi
printf '\nNo display here, so the desktop window is not opened.\n'
