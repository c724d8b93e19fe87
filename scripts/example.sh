#!/usr/bin/env bash
# Serves an example in the foreground: scripts/example.sh NAME
# PORT, HOST and DATABASE_URL come from the environment. Signals reach the example itself.
set -euo pipefail
cd "$(dirname "$0")/.."
name=${1:-}
# An example without an executable, such as an extension, cannot be served.
available=$(cd Examples && grep -l executableTarget */Package.swift | xargs -n 1 dirname | tr '\n' ' ')
if [[ -z $name || " $available" != *" $name "* ]]; then
    echo "example: no example \`$name\`; there are: $available" >&2
    exit 2
fi
scripts/setup.sh build
config=${CONFIG:-debug}
# Every example builds in one place, so that a second one finds its dependencies built.
scripts/replan.sh
swift build --package-path "Examples/$name" --scratch-path .build --configuration "$config" --product "$name" >&2
mkdir -p data
exec ".build/$config/$name" serve
