#!/bin/sh
# Answers as `systemctl --user` does for the few things that ws-agent asks of it, with processes that really
# run. What systemd would keep in memory lies in files below ~/.fake-systemd. Units are those that ws-agent
# writes: no blanks in paths.
set -eu
units="$HOME/.config/systemd/user"
state="$HOME/.fake-systemd"
mkdir -p "$state"

[ "${1-}" = --user ] || { echo "only --user is known" >&2; exit 1; }
[ ! -e "$state/no-bus" ] || { echo "Failed to connect to bus: No medium found" >&2; exit 1; }
verb=$2
shift 2
unit=
now=
for word in "$@"; do
    case $word in
    --now) now=1 ;;
    -*) ;;
    *) unit=$word ;;
    esac
done

value() { # of a setting in the unit as it was when systemd read it last
    sed -n "s/^$1=//p" "$state/$unit.loaded" | tail -1
}
known() {
    [ -e "$state/$unit.loaded" ] || { echo "Unit $unit not found." >&2; exit 5; }
}
alive() { # one that has ended and that nobody has asked about is not
    kill -0 "$1" 2>/dev/null && ! grep -q '^State:.*Z' "/proc/$1/status" 2>/dev/null
}
main_pid() {
    pid=$(cat "$state/$unit.pid" 2>/dev/null || echo 0)
    if [ "$pid" != 0 ] && alive "$pid"; then echo "$pid"; else echo 0; fi
}
load() {
    rm -f "$state"/*.loaded
    for file in "$units"/*.service; do
        [ ! -e "$file" ] || cp -p "$file" "$state/$(basename "$file").loaded"
    done
}
start() {
    known
    [ "$(main_pid)" = 0 ] || return 0
    set --
    while read -r line; do
        line=${line#\"}
        set -- "$@" "${line%\"}"
    done <<LINES
$(sed -n 's/^Environment=//p' "$state/$unit.loaded")
LINES
    file=$(value EnvironmentFile)
    if [ -e "${file#-}" ]; then
        while read -r line; do set -- "$@" "$line"; done <"${file#-}"
    fi
    (
        cd "$(value WorkingDirectory)" || exit 200
        # shellcheck disable=SC2046 # the words of the command
        exec setsid env -i "$@" $(value ExecStart)
    ) >"$state/$unit.out" 2>&1 </dev/null &
    echo $! >"$state/$unit.pid"
}
stop() {
    known
    pid=$(main_pid)
    rm -f "$state/$unit.pid"
    [ "$pid" != 0 ] || return 0
    kill "$pid"
    while alive "$pid"; do sleep 0.02; done
    [ ! -e "$state/stop-fails" ] || { echo "Job for $unit failed." >&2; exit 1; }
}
disable() {
    rm -f "$units/default.target.wants/$unit"
}

case $verb in
show)
    [ -n "$unit" ] || { echo "Version=252"; exit 0; }
    pid=$(main_pid)
    echo "LoadState=$([ -e "$state/$unit.loaded" ] && echo loaded || echo not-found)"
    if [ "$pid" != 0 ]; then
        echo "ActiveState=active"
    elif [ -e "$state/$unit.pid" ]; then
        echo "ActiveState=failed" # it has ended by itself
    else
        echo "ActiveState=inactive"
    fi
    echo "MainPID=$pid"
    echo "UnitFileState=$([ -L "$units/default.target.wants/$unit" ] && echo enabled || echo disabled)"
    stale=no
    if [ -e "$units/$unit" ] && [ -e "$state/$unit.loaded" ]; then
        cmp -s "$units/$unit" "$state/$unit.loaded" || stale=yes
    fi
    echo "NeedDaemonReload=$stale"
    echo "NRestarts=0"
    echo "Result=success"
    ;;
daemon-reload) load ;;
reset-failed) ;;
enable)
    [ -e "$units/$unit" ] || { echo "Unit file $unit does not exist." >&2; exit 1; }
    mkdir -p "$units/default.target.wants"
    ln -sf "$units/$unit" "$units/default.target.wants/$unit"
    [ -z "$now" ] || start
    ;;
disable)
    [ ! -e "$state/disable-fails" ] || { echo "Access denied" >&2; exit 1; }
    [ -z "$now" ] || stop
    disable
    ;;
start) start ;;
stop) stop ;;
restart)
    stop
    start
    ;;
*)
    echo "Unknown command verb $verb." >&2
    exit 1
    ;;
esac
