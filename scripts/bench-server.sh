#!/usr/bin/env bash
# Serves what `make bench` measures of Martlet, optimised, in the foreground: scripts/bench-server.sh [--bare]
# PORT, HOST and DATABASE_URL come from the environment. Signals reach the server itself.
#   without arguments   the TechEmpower tests, on SQLite in data/ where DATABASE_URL does not say otherwise
#   --bare, --default   the server without a database, without and with the default middleware
set -euo pipefail
cd "$(dirname "$0")/.."
product=DatabaseServer
arguments=()
case ${1:-} in
    "") ;;
    --bare)
        product=MartletServer
        arguments=(--bare)
        ;;
    --default) product=MartletServer ;;
    *)
        echo "bench-server: no argument \`$1\`; there are --bare and --default" >&2
        exit 2
        ;;
esac
scripts/setup.sh build
swift build --package-path Benchmarks --configuration release --product "$product" >&2
mkdir -p data
exec "Benchmarks/.build/release/$product" "${arguments[@]}"
