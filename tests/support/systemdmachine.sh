#!/bin/sh
# What two services of one user do on a real systemd, in a container that is booted twice.
#   systemdmachine.sh TOOL MACHINE PREFIX
# TOOL is fresh-machine.sh, MACHINE a Debian folder made by it that has the libraries of ws-agent, PREFIX a folder
# in it where ws-agent is installed. Prints one line for each thing seen; stops at the first that is not so.
set -eu
tool=$1
machine=$2
agent="$3/bin/ws-agent"

inside() { "$tool" in "$machine" "$@"; }
# As the user u, with the session that systemd gives somebody who lingers.
as_user() {
    inside runuser -u u -- env HOME=/home/u XDG_RUNTIME_DIR=/run/user/1000 PATH=/usr/local/bin:/usr/bin:/bin "$@"
}
saw() { echo "seen: $*"; }
fail() {
    echo "NOT SEEN: $*"
    as_user journalctl --user -n 30 --no-pager 2>&1 || true
    exit 1
}
boot() {
    "$tool" boot "$machine" >/dev/null
    for _ in $(seq 60); do
        if inside systemctl is-active --quiet user@1000.service 2>/dev/null; then return 0; fi
        sleep 1
    done
    fail "the manager of the user"
}
halt() {
    inside systemctl poweroff >/dev/null 2>&1 || true
    for _ in $(seq 60); do
        if ! pgrep -f "systemd-nspawn.*-D $machine " >/dev/null; then return 0; fi
        sleep 1
    done
    fail "the end of the container"
}
runs() { as_user systemctl --user is-active --quiet "ws-agent-gateway-$1.service"; }
code() { # a finding of `gateway status --deep`
    as_user "$agent" --profile main gateway status --deep --no-probe --json | grep -q "\"$1\""
}

mkdir -p "$machine/var/lib/systemd/linger"
touch "$machine/var/lib/systemd/linger/u"
boot
trap halt EXIT

for profile in main rescue; do
    as_user "$agent" --profile $profile setup --baseline >/dev/null || fail "setup of $profile"
    as_user "$agent" --profile $profile gateway install || fail "installation of $profile"
    runs $profile || fail "the service of $profile"
done
saw "two profiles installed and running"

halt
boot
for profile in main rescue; do
    for _ in $(seq 30); do
        if runs $profile; then break; fi
        sleep 1
    done
    runs $profile || fail "the service of $profile after a reboot"
done
saw "both run after a reboot"

as_user "$agent" --profile main gateway status --deep --json --require-rpc >/tmp/status.$$ || fail "an answer"
tr -d ' \n' <"/tmp/status.$$" | grep -q '"configAudit":{"issues":\[\],"ok":true}' || { cat "/tmp/status.$$"; fail "a clean status"; }
rm -f "/tmp/status.$$"
saw "status --deep is clean"

# The rescue instance mends the other one by its chat, from within its own service.
say() {
    as_user "$agent" --profile rescue gateway call chat.send \
        --params "{sessionKey: 'main', message: '$1', idempotencyKey: '$1'}" >/dev/null || fail "a way to say $1"
}
hears() {
    for _ in $(seq 30); do
        if as_user "$agent" --profile rescue gateway call chat.history --params "{sessionKey: 'main'}" |
            grep -q "$1"; then return 0; fi
        sleep 1
    done
    fail "the chat saying: $1"
}
config=/home/u/.ws-agent-main/ws-agent.json
as_user "$agent" --profile rescue config set rescue.watch '["main"]' >/dev/null
as_user sed -i 's/"mode": "local"/"mode": 5/' $config
inside kill -9 "$(as_user systemctl --user show --property=MainPID --value ws-agent-gateway-main.service)"
hears 'main runs with its last good config'
say '/config main restore'
hears 'The config is what last-good was'
as_user grep -q '"mode": "local"' $config || fail "the config as it was"
say '/restart main'
hears 'The service of main runs again'
hears 'main is well again'
say '/doctor main'
saw "a rescue instance that mends the other"

unit=/home/u/.config/systemd/user/ws-agent-gateway-main.service
broken() { # sed-expression code
    as_user sed -i.orig "$1" $unit
    code "$2" || fail "$2"
    as_user mv $unit.orig $unit
    saw "$2"
}
broken 's/--no-gui gateway/--no-gui/' gateway-command-missing
broken 's/--port [0-9]*/--port 32789/' gateway-port-mismatch
broken 's/WS_AGENT_PROFILE=main/WS_AGENT_PROFILE=other/' gateway-profile-mismatch
broken '/^Environment=PATH=/d' gateway-path-missing
broken 's|^ExecStart=[^ ]*|ExecStart=/usr/bin/true|' gateway-entrypoint-mismatch
broken 's|^ExecStart=[^ ]*|ExecStart=/no/such/program|' gateway-entrypoint-mismatch
broken 's|WS_AGENT_STATE_DIR=[^ ]*|WS_AGENT_STATE_DIR=/home/u/elsewhere|' gateway-profile-mismatch
broken 's|^Environment=PATH=.*|Environment=PATH=/usr/bin:/bin|' gateway-path-missing-dirs
broken 's|^Environment=PATH=|&/opt/bin:|' gateway-path-nonminimal
broken 's/^KillMode=mixed/KillMode=process/' systemd-kill-mode-process-or-none
broken 's/^TimeoutStopSec=.*/TimeoutStopSec=90/' systemd-stop-timeout
broken 's/^RestartSec=.*/RestartSec=1/' systemd-restart-sec
broken '/^After=/d' systemd-after-network-online
broken '/^Wants=/d' systemd-wants-network-online
broken '/^RestartSec/i Environment=https_proxy=http://x' gateway-proxy-env-embedded
broken '/^RestartSec/i Environment=WS_AGENT_GATEWAY_TOKEN=x' gateway-token-embedded
broken '/^RestartSec/i Environment=WS_AGENT_GATEWAY_TOKEN=x' gateway-token-mismatch
broken '/^RestartSec/i Environment=WS_AGENT_GATEWAY_PASSWORD=x' gateway-password-embedded
broken 's/^RestartSec=.*/RestartSec=1/' systemd-reload-pending
as_user mkdir -p $unit.d
as_user sh -c "printf '[Service]\nExecStart=\nExecStart=/bin/true\n' >$unit.d/x.conf"
code systemd-drop-in-overrides || fail systemd-drop-in-overrides
as_user rm -r $unit.d
saw systemd-drop-in-overrides
as_user sh -c 'umask 077; echo WS_AGENT_GATEWAY_TOKEN=x >/home/u/.ws-agent-main/gateway.env'
code gateway-token-drift || fail gateway-token-drift
as_user rm /home/u/.ws-agent-main/gateway.env
saw gateway-token-drift

# Definitions that are not those of a profile, beside the two that are.
units=/home/u/.config/systemd/user
beside() { # sed-expression name code
    as_user sh -c "sed '$1' $unit >$units/$2"
    code "$3" || fail "$3"
    as_user rm "$units/$2"
    saw "$3"
}
beside '' ws-agent-gateway-copy.service service-duplicate
beside 's/main/ghost/g; s/--port [0-9]*/--port 30789/' ws-agent-gateway-ghost.service service-stale
as_user mkdir -m 700 /home/u/.ws-agent-plain
as_user sh -c 'umask 077; echo "{gateway: {mode: \"local\", port: 31789}}" >/home/u/.ws-agent-plain/other.json'
beside 's|/.ws-agent-main/ws-agent.json|/.ws-agent-plain/other.json|; s|/.ws-agent-main|/.ws-agent-plain|g
    s/--profile main //; /WS_AGENT_PROFILE=/d; s/--port [0-9]*/--port 31789/' ws-agent-gateway-plain.service service-orphan
as_user rm -r /home/u/.ws-agent-plain
beside 's/WS_AGENT_/OPENCLAW_/' openclaw-gateway.service openclaw-service
# Somebody has to be logged in, or the manager of the user ends.
inside su -l u -c 'sleep 60' &
login=$!
for _ in $(seq 30); do
    if inside loginctl list-sessions --no-legend | grep -q ' u '; then break; fi
    sleep 1
done
inside loginctl disable-linger u
code systemd-linger-off || fail systemd-linger-off
inside loginctl enable-linger u
kill "$login"
saw systemd-linger-off

pid=$(as_user systemctl --user show --property=MainPID --value ws-agent-gateway-main.service)
inside kill -9 "$pid"
sleep 8
runs main || fail "another start after a crash"
runs rescue || fail "the sibling, untouched"
saw "started again after a crash"

as_user sed -i 's/^KillMode=mixed/KillMode=process/' $unit
as_user "$agent" --profile main doctor --fix --yes >/dev/null || true
as_user grep -q '^KillMode=mixed' $unit || fail "a repaired unit"
runs main || fail "the repaired service"
saw "doctor --fix installs it anew"

for profile in main rescue; do
    as_user "$agent" --profile $profile gateway uninstall || fail "removal of $profile"
done
left=$(as_user find /home/u/.config/systemd -name 'ws-agent*')
[ -z "$left" ] || fail "nothing but data ($left)"
as_user test -e /home/u/.ws-agent-main/ws-agent.json || fail "the data"
saw "uninstall leaves nothing but data"
