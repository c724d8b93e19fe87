#!/usr/bin/env bash
# `make dev` as a developer meets it, on a small project: a page knows its version, a change to a source builds and
# restarts, a build that fails leaves the running one alone and says so, SIGTERM ends everything. A page that is open in
# Chromium all the while shows each change by itself.
# The project shares the build folder of the store, so that the framework is not built once more.
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD
work=$(mktemp -d)
pid=
events=
browser=
finish() {
    [[ -n $browser ]] && kill "$browser" 2> /dev/null || true
    [[ -n $events ]] && kill "$events" 2> /dev/null || true
    [[ -n $pid ]] && kill "$pid" 2> /dev/null && wait "$pid" 2> /dev/null || true
    rm -rf "$work"
}
trap finish EXIT
fail() {
    echo "$1" >&2
    tail -n 30 "$work/log" >&2
    exit 1
}
eventually() { # eventually SECONDS WHAT COMMAND…: waits until the command succeeds
    local end=$((SECONDS + $1)) what=$2
    shift 2
    until "$@" > /dev/null 2>&1; do
        ((SECONDS < end)) || fail "never happened: $what"
        sleep 0.2
    done
}
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
page() { curl -fs "http://127.0.0.1:$port/"; }
shows() { page | grep -qF "$1"; }
version() { page | sed -n 's/.*reload\.js?version=\([0-9a-f-]*\)".*/\1/p'; }

swift build --product martlet > "$work/log" 2>&1 || fail "the command-line tool does not build"
PATH=$(swift build --show-bin-path):$PATH
export SWIFT_FLAGS="--scratch-path ${PROJECT_SCRATCH:-$root/.build}${PROJECT_FLAGS:+ $PROJECT_FLAGS}"
unset MARTLET_ENV MARTLET_DEV
martlet new Shop --directory "$work/Shop" > "$work/log"
cd "$work/Shop"
source=Sources/Shop/Site.swift

echo "-- it serves, and the page knows its version"
make dev PORT="$port" > "$work/log" 2>&1 &
pid=$!
eventually 400 "the page" page
first=$(version)
[[ -n $first ]] || fail "the page has no reload script"
curl -fs "http://127.0.0.1:$port/_martlet/reload.js" | grep -q EventSource || fail "the script is missing"
curl -fsN "http://127.0.0.1:$port/_martlet/reload" > "$work/events" &
events=$!
eventually 20 "the version of the page among the events" grep -qF "data: $first" "$work/events"

"$root/.build-venv/bin/python" "$root/Tests/Browser/reload_tests.py" --url "http://127.0.0.1:$port/" --within 240 \
    "This page is made in" "This page is changed in" "error: cannot convert value" "This page is mended in" \
    > "$work/browser" 2>&1 &
browser=$!
reloads() { # reloads TEXT: waits until the open page shows a text
    local end=$((SECONDS + 60))
    until grep -sqF "shows $1" "$work/browser"; do
        ((SECONDS < end)) || fail "the page that is open in Chromium never showed \`$1\`: $(cat "$work/browser")"
        sleep 0.2
    done
}
reloads "This page is made in"

echo "-- a change builds and restarts"
sed -i 's/made in <code>Site.swift/changed in <code>Site.swift/' "$source"
eventually 120 "the changed page" shows "This page is changed in"
second=$(version)
[[ ${second%-*} != "${first%-*}" ]] || fail "the new process has the version of the old one"
reloads "This page is changed in"
# The old process did not wait for the open connection, and ended it.
eventually 20 "the end of the old connection" sh -c "! kill -0 $events"
events=

echo "-- a build that fails leaves the running one alone"
curl -fsN "http://127.0.0.1:$port/_martlet/reload" > "$work/events" &
events=$!
cp "$source" "$work/good.swift"
echo 'let mistake: Int = "text"' >> "$source"
eventually 120 "the failure in the terminal" grep -q "the build failed" "$work/log"
grep -q "Site.swift:.*error: cannot convert value" "$work/log" || fail "the error is not shown"
[[ $(grep -c "Site.swift:[0-9]*:[0-9]*: error:" "$work/log") == 1 ]] || fail "the error is shown more than once"
eventually 20 "the failure on the page" grep -q "^data: .*error: cannot convert value" "$work/events"
reloads "error: cannot convert value"
[[ $(version) == "$second" ]] || fail "the process was restarted though the build failed"

echo "-- right again, and a second change restarts once more"
sed 's/changed in/mended in/' "$work/good.swift" > "$source"
eventually 120 "the mended page" shows "This page is mended in"
third=$(version)
[[ ${third%-*} != "${second%-*}" ]] || fail "the third process has the version of the second"

reloads "This page is mended in"
wait "$browser" || fail "the browser: $(cat "$work/browser")"
browser=
# Once by the test, then by the page itself for each of the two restarts, and no more.
[[ $(tail -n 1 "$work/browser") == "loaded 3 times" ]] || fail "expected three loads: $(tail -n 1 "$work/browser")"

echo "-- SIGTERM ends all of it"
kill -TERM "$(pgrep -P "$pid")"
status=0
wait "$pid" || status=$?
pid=
((status == 0)) || fail "make dev ended with status $status"
eventually 20 "the end of the server" sh -c "! curl -fs http://127.0.0.1:$port/"
