#!/usr/bin/env bash
# Measures Martlet beside its peers; arguments go to Benchmarks/run.py.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh build
exec python3 Benchmarks/run.py "$@"
