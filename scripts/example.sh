#!/usr/bin/env bash
# Serves an example in the foreground: scripts/example.sh NAME
# PORT, HOST and DATABASE_URL come from the environment. Signals reach the example itself.
set -euo pipefail
cd "$(dirname "$0")/.."
name=${1:-}
available=$(cd Examples && for folder in */Package.swift; do dirname "$folder"; done | tr '\n' ' ')
if [[ -z $name || ! -f Examples/$name/Package.swift ]]; then
    echo "example: no example \`$name\`; there are: $available" >&2
    exit 2
fi
scripts/setup.sh build
config=${CONFIG:-debug}
swift build --package-path "Examples/$name" --configuration "$config" --product "$name" >&2
mkdir -p data
exec "Examples/$name/.build/$config/$name" serve
