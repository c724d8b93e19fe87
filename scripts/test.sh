#!/usr/bin/env bash
# Runs every suite and says at the end what each found. A suite that cannot run has failed.
set -uo pipefail
cd "$(dirname "$0")/.."
passed=0
failed=0
summary=()
timed='\.(Realtime)?(Limit|Shutdown)Tests/'

# suite NAME SECONDS COMMAND…: runs a suite within its budget, which is four times as long for the long suites.
suite() {
    local name=$1 budget=$2 start=$SECONDS status
    [[ ${MARTLET_LONG:-} == 1 ]] && budget=$((budget * 4))
    shift 2
    printf '\n==> %s\n' "$name"
    timeout --kill-after=20 "$budget" "$@"
    status=$?
    local took=$((SECONDS - start))
    if ((status == 0)); then
        passed=$((passed + 1))
        summary+=("passed  $(printf '%5d' "$took") s  $name")
    else
        failed=$((failed + 1))
        local why="exit status $status"
        ((status == 124 || status == 137)) && why="took longer than its $budget s"
        summary+=("FAILED  $(printf '%5d' "$took") s  $name ($why)")
    fi
}

suite "set-up" 600 scripts/setup.sh build test browser
suite "check" 300 scripts/check.sh
suite "documentation" 60 python3 scripts/docs.py
# Warnings are errors, and a target that imports what it does not depend on is one too.
suite "build" 1800 swift build --build-tests --quiet --explicit-target-dependency-import-check error
suite "what must not compile" 120 Tests/Compiler/refusals.sh
suite "time to compile" 120 Tests/Compiler/compile-time.sh
# Tests of short time limits have the machine to themselves.
# Each live test has a server of its own: a few at a time leave enough file descriptors for all.
suite "unit and integration tests" 900 scripts/servers.sh run swift test --skip-build --quiet --skip "$timed" \
    --experimental-maximum-parallelization-width 6
suite "tests of time limits" 300 swift test --skip-build --quiet --no-parallel --filter "$timed"
suite "Hello builds alone" 600 scripts/test-hello.sh
for script in Tests/Protocol/*.sh Tests/Browser/*.sh Tests/OpenAPI/*.sh Tests/Examples/*.sh; do
    # It is the others that say which server it is to ask.
    [[ $script == Tests/OpenAPI/schemathesis.sh ]] && continue
    [[ -e $script ]] && suite "${script#Tests/}" 1500 bash "$script"
done

printf '\n'
printf '%s\n' "${summary[@]}"
printf '%d passed, %d failed\n' "$passed" "$failed"
((failed == 0))
