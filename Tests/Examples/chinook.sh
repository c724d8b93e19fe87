#!/usr/bin/env bash
# The store as its users meet it: its own tests, a first and a second start, its pages in a browser, a Procfile, a stop.
set -euo pipefail
cd "$(dirname "$0")/../.."
example=Examples/Chinook
source Tests/common.sh

echo "-- its tests"
# In the folder where everything else was built.
scripts/replan.sh
build=(--package-path "$example" --scratch-path "$PWD/.build" --quiet)
swift build "${build[@]}" --build-tests
swift test "${build[@]}" --skip-build --experimental-maximum-parallelization-width 4
swift build "${build[@]}" --product Chinook
store=$PWD/.build/debug/Chinook

echo "-- its migrations make the tables of its models"
(cd "$example" && DATABASE_URL=sqlite::memory: "$store" migrate make --check) > "$work/log" 2>&1 ||
    fail "the models have changed without a migration"
grep -q "^nothing to do" "$work/log" || fail "migrate make --check says something else"

echo "-- first start"
export HOST=127.0.0.1 DATABASE_URL="sqlite:$work/data/app.sqlite"
PORT=$(free_port)
export PORT
"$store" > "$work/log" 2>&1 &
pid=$!
ready "$PORT"
"$store" health || fail "the health command says no"
grep -q "http://127.0.0.1:$PORT" "$work/log" || fail "the address is not printed"
[[ $(curl -fs "http://127.0.0.1:$PORT/api/v1/tracks?per_page=1" | python3 -c 'import json, sys; print(json.load(sys.stdin)["total"])') == 3503 ]] ||
    fail "expected 3503 tracks"
stop
"$store" migrate check --live > "$work/log" 2>&1 || fail "the database has other tables than the migrations make"

echo "-- an import that is killed leaves nothing half done"
DATABASE_URL="sqlite:$work/killed/app.sqlite" "$store" > "$work/log" 2>&1 &
pid=$!
for _ in $(seq 200); do [[ -e $work/killed/app.sqlite-wal ]] && break; sleep 0.01; done
kill -KILL "$pid"
wait "$pid" 2> /dev/null || true
pid=
DATABASE_URL="sqlite:$work/killed/app.sqlite" "$store" > "$work/log" 2>&1 &
pid=$!
ready "$PORT"
[[ $(curl -fs "http://127.0.0.1:$PORT/api/v1/playlists/1" | python3 -c 'import json, sys; print(json.load(sys.stdin)["tracks"]["total"])') == 3290 ]] ||
    fail "expected 3290 tracks on the first playlist"
stop

echo "-- second start, and the pages in Chromium"
"$store" > "$work/log" 2>&1 &
pid=$!
ready "$PORT"
grep -q imported "$work/log" && fail "the second start imported again"
.build-venv/bin/python Tests/Browser/browser_tests.py --base-url "http://127.0.0.1:$PORT"

echo "-- the description of its API is valid, and the API does what the description says"
curl -fs "http://127.0.0.1:$PORT/docs/openapi.json" > "$work/openapi.json"
.build-venv/bin/python Tests/OpenAPI/validate.py "$work/openapi.json"
# A text with U+0000 is a 400, and searching for nothing too.
SCHEMATHESIS_STATUSES='"2xx", 400, 404' Tests/OpenAPI/schemathesis.sh "http://127.0.0.1:$PORT" "$work/openapi.json" \
    > "$work/checks" || fail "$(tail -n 150 "$work/checks")"
stop

echo "-- make run, with settings from the command line and from the environment"
for settings in line environment; do
    port=$(free_port)
    if [[ $settings == line ]]; then
        env -u PORT -u HOST -u DATABASE_URL make run PORT="$port" HOST=127.0.0.1 DATABASE_URL="$DATABASE_URL" > "$work/log" 2>&1 &
    else
        PORT=$port make run > "$work/log" 2>&1 &
    fi
    pid=$!
    ready "$port" 900
    # What is there already makes a start a matter of seconds, by the clock of a machine that does nothing else.
    grep -q Compiling "$work/log" && fail "make run compiled what is there"
    grep -q "http://127.0.0.1:$port" "$work/log" || fail "the address is not printed"
    grep -q imported "$work/log" && fail "make run imported what is there"
    kill -TERM "$(pgrep -P "$pid")"
    status=0
    wait "$pid" || status=$?
    pid=
    ((status == 0)) || fail "after SIGTERM make run ended with status $status"
done

echo "-- nothing answers, and the health command says so"
"$store" health 2> "$work/log" && fail "the health command says yes without a store"
grep -q "not ready: nothing answers" "$work/log" || fail "the health command does not say why"

echo "-- the Procfile"
release=$work/app
mkdir -p "$release/.build"
ln -s "$PWD/.build/debug" "$release/.build/release"
cp "$example/Procfile" "$release/"
port=$(free_port)
(cd "$release" && exec "$OLDPWD/.build-venv/bin/honcho" start --port "$port" --no-prefix) > "$work/log" 2>&1 &
pid=$!
ready "$port"
kill -TERM "$pid"
wait "$pid" || true
pid=

echo "-- the Dockerfile"
.build-venv/bin/hadolint "$example/Dockerfile"
