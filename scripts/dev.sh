#!/usr/bin/env bash
# Serves an example in development: scripts/dev.sh, NAME=Hello scripts/dev.sh. A change to the example or to the
# framework builds, restarts and reloads the page; `martlet dev` does the work, here as in any project.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh build
name=${NAME:-Chinook}
if ! grep -qs executableTarget "Examples/$name/Package.swift"; then
    echo "dev: there is no example named \`$name\` that can be served" >&2
    exit 2
fi
mkdir -p data
scripts/replan.sh
swift build --product martlet --quiet
scripts/replan.sh
exec "$(swift build --show-bin-path)/martlet" dev --package-path "Examples/$name" --product "$name" --watch Sources \
    -- --scratch-path "$PWD/.build"
