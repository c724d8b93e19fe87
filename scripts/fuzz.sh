#!/usr/bin/env bash
# Fuzzes requests by libFuzzer, guided by the coverage of Martlet, SwiftNIO and its parser: scripts/fuzz.sh [SECONDS]
# The first run compiles all of them once more. What was found to be new is kept in .build-fuzz/corpus.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-600}
scratch=$PWD/.build-fuzz
swift build --package-path Tests/Fuzz/Coverage --scratch-path "$scratch" --product FuzzTarget --quiet \
    -Xswiftc -sanitize=fuzzer -Xcc -fsanitize=fuzzer-no-link
target=$scratch/debug/FuzzTarget
"$target" write-corpus "$scratch/corpus"
env -u HOST -u PORT LOG_LEVEL=critical "$target" -max_total_time="$seconds" -max_len=16384 -timeout=60 -rss_limit_mb=4096 \
    -artifact_prefix="$scratch/" "$scratch/corpus"
