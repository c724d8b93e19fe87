#!/usr/bin/env bash
# Measures Martlet beside its peers; arguments go to Benchmarks/run.py.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh build
command=(python3 Benchmarks/run.py "$@")
# The suite with a database needs one, unless it is left out or there is one already.
if [[ " $* " =~ \ --suite[\ =](http|rows|validation)\  || -n ${MARTLET_POSTGRES_URL:-} ]]; then
    exec "${command[@]}"
fi
scripts/setup.sh test
exec scripts/servers.sh run "${command[@]}"
