#!/usr/bin/env bash
# Serves what `make bench` measures of Martlet, optimised, in the foreground: scripts/bench-server.sh [--bare]
# PORT and HOST come from the environment. Signals reach the server itself.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh build
swift build --package-path Benchmarks --configuration release --product MartletServer >&2
exec Benchmarks/.build/release/MartletServer "$@"
