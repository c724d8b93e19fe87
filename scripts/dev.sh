#!/usr/bin/env bash
# Serves the main example in development: a change to a source rebuilds and restarts it, and a build that fails leaves
# the running one alone. Templates are read anew by the application itself.
set -uo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh build
example=Examples/${NAME:-Chinook}
name=$(basename "$example")
export MARTLET_DEV=1
mkdir -p data
pid=
# Children are ended with their parent, whatever ends it.
finish() { [[ -n $pid ]] && kill -TERM "$pid" 2> /dev/null && wait "$pid" 2> /dev/null; exit 0; }
trap finish INT TERM
stamp() { find Sources "$example/Sources" -name '*.swift' -printf '%p %T@\n' 2> /dev/null | sort | cksum; }
last=
while true; do
    now=$(stamp)
    if [[ $now != "$last" ]]; then
        last=$now
        if swift build --package-path "$example" --product "$name" --quiet; then
            if [[ -n $pid ]]; then kill -TERM "$pid" 2> /dev/null; wait "$pid" 2> /dev/null; fi
            "$example/.build/debug/$name" serve &
            pid=$!
        else
            echo "dev: the build failed; what ran before still runs" >&2
        fi
    fi
    sleep 1 &
    wait $!
done
