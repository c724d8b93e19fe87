#!/usr/bin/env bash
# The one gate before a commit: format, arrows between targets, documentation, traps, words.
# With the argument `build` also what the compiler finds: Package.swift makes its warnings errors, and a target imports
# only what it depends on, so that each product builds alone.
set -uo pipefail
cd "$(dirname "$0")/.."
status=0
step() {
    local name=$1
    shift
    if "$@"; then echo "ok      $name"; else
        echo "FAILED  $name" >&2
        status=1
    fi
}
sources=(Package.swift Plugins Sources Tests Benchmarks/Package.swift Benchmarks/Sources)
for example in Examples/*/; do
    for part in Package.swift Sources Tests; do [[ -e $example$part ]] && sources+=("$example$part"); done
done
step "format" swift format lint --strict --parallel --recursive "${sources[@]}"
step "checks of the checks" python3 -m unittest discover -q -s scripts/check/tests
step "arithmetic of the benchmarks" python3 -m unittest discover -q -s Benchmarks/tests
step "arrows between targets" python3 scripts/check/arrows.py
step "traps" python3 scripts/check/traps.py
step "documentation" python3 scripts/check/documentation.py
step "words" python3 scripts/check/words.py
if [[ ${1:-} == build ]]; then
    step "warnings" swift build --build-tests --quiet --explicit-target-dependency-import-check error
fi
exit $status
