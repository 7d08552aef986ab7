#!/bin/sh
# Measures the release build and prints a table for README.md beside this file.
#   tests/bench/run.sh [largest fleet]        default: 10000 instances
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
. "$root/installer/packages.sh"

largest=${1:-10000}
case $largest in
*[!0-9]*)
    sed -n '2,3s/^# *//p' "$0"
    exit 2
    ;;
esac

[ -z "$(missing_of build bench)" ] || install_packages build bench
heading "Build"
require_writable release
cd "$root"
cmake --preset release -DWSAGENT_TESTS=ON
cmake --build --preset release

PATH=$root/build/release/bin:$PATH
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT INT TERM
for variable in $(env | sed -n 's/^\(WS_AGENT_[A-Z_]*\)=.*/\1/p'); do
    unset "$variable"
done

# A home with that many instances. There is room for 580 blocks of ports on one host; beyond that they overlap, and
# the check has findings to report.
make_fleet() {
    HOME=$scratch/fleet$1
    export HOME
    mkdir -p "$HOME"
    i=0
    while [ "$i" -lt "$1" ]; do
        mkdir -m 700 "$HOME/.ws-agent-p$i"
        printf '{\n  // instance %s\n  gateway: { mode: "local", port: %s },\n}\n' "$i" $((1100 + i % 580 * 111)) \
            >"$HOME/.ws-agent-p$i/ws-agent.json"
        i=$((i + 1))
    done
    chmod 600 "$HOME"/.ws-agent-p*/ws-agent.json 2>/dev/null || find "$HOME" -name ws-agent.json -exec chmod 600 {} +
}

# One row: name, options of hyperfine, command. Commands are run without a shell.
measure() {
    name=$1
    options=$2
    command=$3
    # shellcheck disable=SC2086 # options and command are lists of words
    {
        hyperfine -N --style none $options --export-csv "$scratch/times" "$command" >/dev/null 2>&1 ||
            fail "'$command' failed: $($command 2>&1 | tail -n 3)"
        memory=$(/usr/bin/time -f %M $command 2>&1 >/dev/null | tail -n 1)
    }
    sed 's/.*",//' "$scratch/times" | awk -F, -v name="$name" -v command="$command" -v memory="$memory" 'NR == 2 {
        n = NF; printf "| %s | `%s` | %.2f ms | %.2f … %.2f ms | %.1f MiB |\n", name, command,
            $(n - 6) * 1000, $(n - 1) * 1000, $n * 1000, memory / 1024 }'
}

heading "Commands"
printf '%s, %s cores, %s, %s\n\n' "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" "$(nproc)" \
    "$(. /etc/os-release && printf '%s' "$PRETTY_NAME")" "$(git rev-parse --short HEAD 2>/dev/null || printf 'no commit')"
printf '| What | Command | Mean | Min … max | Peak memory |\n| --- | --- | ---: | ---: | ---: |\n'
make_fleet 2
measure "version" "--warmup 20 --runs 500" "ws-agent --version"
measure "read a key" "--warmup 10 --runs 200" "ws-agent --profile p0 config get gateway.port"
# Without another value before each run there would be nothing to change.
printf '#!/bin/sh\nexec ws-agent --profile p0 config set logging.level info\n' >"$scratch/prepare"
chmod +x "$scratch/prepare"
measure "change a key" "--warmup 10 --runs 200 --prepare $scratch/prepare" "ws-agent --profile p0 config set logging.level debug"
measure "complete a key" "--warmup 10 --runs 200" "ws-agent __complete ws-agent config set gateway."
for count in 2 100 1000 10000; do
    [ "$count" -le "$largest" ] || continue
    [ "$count" -eq 2 ] || make_fleet "$count"
    measure "check $count instances" "--warmup 1 --runs 5 --ignore-failure" "ws-agent profiles check --offline"
done

heading "Validator alone"
build/release/bench/bench_validator
heading "A gateway"
build/release/bench/bench_gateway
heading "Calls of a model"
build/release/bench/bench_llm
heading "Turns of an agent"
build/release/bench/bench_turns
heading "Sessions"
build/release/bench/bench_sessions
heading "A browser"
build/release/bench/bench_browser

# Requests in a second, from two connections that wait for each answer, and from a hundred.
heading "HTTP"
HOME=$scratch/http
export HOME
mkdir -p "$HOME/panel"
head -c 16384 /dev/zero | tr '\0' x >"$HOME/panel/file.txt"
ws-agent --profile http setup --port 28789 >/dev/null
ws-agent --profile http config set gateway.controlUi.root "$HOME/panel" >/dev/null
mkdir "$HOME/canvas"
head -c 1024 /dev/zero | tr '\0' x >"$HOME/canvas/kib.txt"
chmod -R a+rX "$scratch" # nginx gives up what root may
ws-agent --profile http config set canvasHost.root "$HOME/canvas" >/dev/null
token=$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')
ws-agent --profile http config set gateway.auth.token "$token" >/dev/null
ws-agent --profile http gateway >/dev/null 2>&1 &
gateway=$!
trap 'kill $gateway 2>/dev/null; rm -rf "$scratch"' EXIT INT TERM
tries=0
until curl --silent --fail --output /dev/null http://127.0.0.1:28789/healthz || [ "$tries" -ge 100 ]; do
    tries=$((tries + 1))
    sleep 0.1
done
# load NAME CONNECTIONS URL [HEADER]: one row.
load() {
    wrk --threads 1 --connections "$2" --duration 5s --latency ${4:+--header "$4"} "$3" |
        awk -v name="$1" -v connections="$2" '$1 == "50%" { median = $2 } $1 == "99%" { slow = $2 }
            /Non-2xx/ { failed = ", errors" }
            $1 == "Requests/sec:" { printf "| %s | %s | %.0f%s | %s | %s |\n", name, connections, $2, failed, median, slow }'
}
loads='| What | Connections | Requests in a second | p50 | p99 |\n| --- | ---: | ---: | ---: | ---: |\n'
# shellcheck disable=SC2059 # the head of a table
printf "$loads"
for path in /healthz /file.txt; do
    for connections in 2 100; do
        load "\`$path\`" "$connections" "http://127.0.0.1:28789$path"
    done
done

# A file of 1 KiB of the canvas, beside nginx with one worker that serves the same file.
heading "Canvas"
printf 'daemon off; worker_processes 1; error_log /dev/null; pid %s/nginx.pid;\nevents {}\nhttp { access_log off; %s
    server { listen 127.0.0.1:28999; root %s/canvas; keepalive_requests 1000000000; } }\n' "$scratch" \
    "client_body_temp_path $scratch; proxy_temp_path $scratch; fastcgi_temp_path $scratch; uwsgi_temp_path $scratch; scgi_temp_path $scratch;" \
    "$HOME" >"$scratch/nginx.conf"
PATH=$PATH:/usr/sbin nginx -p "$scratch" -c "$scratch/nginx.conf" 2>/dev/null &
nginx=$!
trap 'kill $gateway $nginx 2>/dev/null; rm -rf "$scratch"' EXIT INT TERM
sleep 0.5
# shellcheck disable=SC2059
printf "$loads"
for connections in 2 10 100; do # 10 is what wrk takes by itself
    load "canvas, 1 KiB" "$connections" http://127.0.0.1:28789/__ws-agent__/canvas/kib.txt "Authorization: Bearer $token"
    load "nginx, one worker" "$connections" http://127.0.0.1:28999/kib.txt
done

heading "A supervisor"
build/release/bench/bench_supervisor
