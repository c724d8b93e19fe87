#!/usr/bin/env bash
# The make targets that serve, as a platform meets them: PORT, HOST and DATABASE_URL from the environment and from the
# command line, files where they belong, SIGTERM to the server and to make. `make example` has its test in
# scripts/test-hello.sh. MARTLET_LONG=1 adds `make bench-server`, which builds for release.
set -euo pipefail
cd "$(dirname "$0")/../.."
# PostgreSQL and MariaDB are there while this runs.
[[ -n ${MARTLET_POSTGRES_URL:-} && -n ${MARTLET_MYSQL_URL:-} ]] || exec scripts/servers.sh run bash "$0" "$@"
work=$(mktemp -d)
relative=data/make-targets-$$
pid=
finish() {
    [[ -n $pid ]] && kill "$pid" 2> /dev/null && wait "$pid" 2> /dev/null || true
    rm -rf "$work" "$relative"
}
trap finish EXIT
# What is set where the tests run must not decide their outcome.
unset HOST PORT DATABASE_URL MARTLET_ENV
export -n CONFIG
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
fail() {
    echo "$1" >&2
    [[ -e $work/log ]] && tail -n 20 "$work/log" >&2
    exit 1
}
begin() { # begin SETTING… COMMAND…: starts `make` with what stands in its environment and on its command line
    env "$@" > "$work/log" 2>&1 &
    pid=$!
}
ready() { # ready URL: waits until the server there says that it is
    for _ in $(seq 9000); do
        curl -fs "$1/health/ready" > /dev/null && return 0
        kill -0 "$pid" 2> /dev/null || break
        sleep 0.1
    done
    fail "nothing is ready at $1"
}
end_server() { # SIGTERM to the server: it ends with status 0, and so does make
    local status=0
    kill -TERM "$(pgrep -P "$pid")"
    wait "$pid" || status=$?
    pid=
    ((status == 0)) || fail "after SIGTERM to the server make ended with status $status"
}
end_make() { # SIGTERM to make: the server ends as well
    local server
    server=$(pgrep -P "$pid")
    kill -TERM "$pid"
    wait "$pid" || true
    pid=
    for _ in $(seq 100); do kill -0 "$server" 2> /dev/null || return 0; sleep 0.1; done
    kill -KILL "$server"
    fail "SIGTERM did not reach the server through make"
}
tracks() { curl -fs "$1/api/v1/tracks?per_page=1" | python3 -c 'import json, sys; print(json.load(sys.stdin)["total"])'; }
refused() { # refused STATUS TEXT COMMAND…: make ends with that status and says so
    local wanted=$1 text=$2 status=0
    shift 2
    timeout 120 env "$@" > "$work/log" 2>&1 || status=$?
    ((status == wanted)) || fail "\`$*\` ended with status $status, not $wanted"
    grep -qF "$text" "$work/log" || fail "\`$*\` does not say: $text"
}

port=$(free_port)

echo "-- settings of the command line; the host is 127.0.0.1 where none is said"
begin make run PORT="$port" DATABASE_URL="sqlite:$work/absolute/app.sqlite"
ready "http://127.0.0.1:$port"
[[ $(tracks "http://127.0.0.1:$port") == 3503 ]] || fail "expected 3503 tracks"
[[ -e $work/absolute/app.sqlite ]] || fail "the database is not at the absolute path"
curl -fs "http://127.0.0.2:$port/" > /dev/null && fail "the server listens at more than 127.0.0.1"
end_server

echo "-- settings of the environment; a database below data/, which git does not see"
begin PORT="$port" HOST=127.0.0.2 DATABASE_URL="sqlite:$relative/app.sqlite" make run
ready "http://127.0.0.2:$port"
[[ -e $relative/app.sqlite ]] || fail "the database is not at the relative path"
git check-ignore -q "$relative/app.sqlite" || fail "git sees what is below data/"
curl -fs "http://127.0.0.1:$port/" > /dev/null && fail "HOST does not count"
end_make

echo "-- the command line wins over the environment; a database in memory, by make example"
begin PORT=1 DATABASE_URL="sqlite:$work/never.sqlite" make example NAME=Chinook PORT="$port" DATABASE_URL=sqlite::memory:
ready "http://127.0.0.1:$port"
[[ $(tracks "http://127.0.0.1:$port") == 3503 ]] || fail "expected 3503 tracks in memory"
[[ ! -e $work/never.sqlite && ! -e :memory: ]] || fail "a database in memory made a file"
end_server

echo "-- the same store on PostgreSQL and MariaDB, and again on what is there"
for url in "$MARTLET_POSTGRES_URL" "$MARTLET_MYSQL_URL" "$MARTLET_MYSQL_URL"; do
    begin make run PORT="$port" DATABASE_URL="$url"
    ready "http://127.0.0.1:$port"
    [[ $(tracks "http://127.0.0.1:$port") == 3503 ]] || fail "expected 3503 tracks in ${url%%:*}"
    curl -fs "http://127.0.0.1:$port/albums?q=bohemian" > "$work/page" || fail "no page of albums from ${url%%:*}"
    end_server
done

echo "-- what cannot be served is said"
refused 2 "the setting DATABASE_URL has to begin with sqlite: or postgres:" \
    make run PORT="$port" DATABASE_URL="oracle://user:secret@127.0.0.1/store"
grep -q secret "$work/log" && fail "the password of the URL is shown"
refused 2 "PORT (from the environment) has to be a whole number" make run PORT=none DATABASE_URL="sqlite:$work/refused.sqlite"
refused 2 "no example \`Chinok\`; there are: Chinook Conduit Hello" make example NAME=Chinok

if [[ ${MARTLET_LONG:-} == 1 ]]; then
    echo "-- what make bench measures"
    begin make bench-server PORT="$port"
    ready "http://127.0.0.1:$port"
    [[ $(curl -fs "http://127.0.0.1:$port/plaintext") == "Hello, World!" ]] || fail "no answer at /plaintext"
    end_server
    begin make bench-server PORT="$port" DATABASE_URL="$MARTLET_POSTGRES_URL"
    ready "http://127.0.0.1:$port"
    python3 Tests/Examples/bench_server.py "http://127.0.0.1:$port"
    end_server
fi
