#!/usr/bin/env bash
# Clients made by `martlet openapi client`: they compile without a warning, keep to the format, read and write what the
# description says, and drive Examples/Conduit. What Martlet describes itself becomes a client too: the zoo of routes and the
# examples. CONDUIT_URL names a Conduit that is running; without it one is started.
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD
source Tests/common.sh

scripts/replan.sh
swift build --quiet --product martlet
swift build --quiet --product APIZoo
bin=$(swift build --show-bin-path)

echo "-- the clients are written, the same each time, and keep to the format"
cp -R Tests/OpenAPI/Client "$work/package"
documents=Tests/MartletCLITests/OpenAPI/Documents
for pair in Conduit:conduit.yml Zoo:zoo.yml; do
    name=${pair%:*}Client
    output=$work/package/Sources/$name
    "$bin/martlet" openapi client "$documents/${pair#*:}" --name "$name" --output "$output" > "$work/log" ||
        fail "no $name was written"
    "$bin/martlet" openapi client "$documents/${pair#*:}" --name "$name" --output "$work/again/$name" > "$work/log"
    diff -r "$output" "$work/again/$name" > "$work/log" || fail "the second $name is another one"
    swift format lint --strict --recursive --configuration .swift-format "$output"
done

compiles() { # compiles DOCUMENT ACCESS
    "$bin/martlet" openapi client "$1" --name SomeClient --access "$2" --output "$work/some/$2" > "$work/log" 2>&1 ||
        fail "no client of $1 was written"
    swift format lint --strict --recursive --configuration .swift-format "$work/some/$2"
    swiftc -typecheck -swift-version 6 -warnings-as-errors -package-name some "$work/some/$2"/*.swift
}
echo "-- every access level compiles"
compiles "$documents/zoo.yml" package
compiles "$documents/zoo.yml" internal

echo "-- names that generated code has itself compile"
compiles "$documents/names.yml" public

echo "-- descriptions that Martlet made of routes become clients, and are the same in JSON and YAML"
for example in Conduit Chinook; do
    scripts/replan.sh
    swift build --package-path "Examples/$example" --scratch-path "$root/.build" --quiet --product "$example"
done
for program in APIZoo Conduit Chinook; do
    description=$work/$program
    export DATABASE_URL=sqlite::memory:
    "$bin/$program" openapi > "$description.json" 2> "$work/log" || fail "there is no description of $program"
    "$bin/$program" openapi --yaml > "$description.yaml" 2> "$work/log" || fail "there is no YAML of $program"
    compiles "$description.json" public
    "$bin/martlet" openapi diff "$description.json" "$description.yaml" > "$work/log" || fail "they differ"
    grep -q "^nothing that a client can see has changed$" "$work/log" || fail "they differ"
done

if [[ -z ${CONDUIT_URL:-} ]]; then
    port=$(free_port)
    HOST=127.0.0.1 PORT=$port DATABASE_URL="sqlite:$work/conduit.sqlite" "$bin/Conduit" > "$work/log" 2>&1 &
    pid=$!
    ready "$port"
    export CONDUIT_URL=http://127.0.0.1:$port/api
fi

events=$(free_port)
python3 Tests/OpenAPI/events_server.py "$events" &
events_pid=$!
trap 'kill "$events_pid" 2> /dev/null || true; finish' EXIT
for _ in $(seq 100); do
    curl -fs "http://127.0.0.1:$events/left" > /dev/null && break
    sleep 0.1
done
export EVENTS_URL=http://127.0.0.1:$events

echo "-- the tests of the clients, against $CONDUIT_URL"
cd "$work/package"
swift test --quiet --scratch-path "${CLIENT_SCRATCH:-$root/.build/openapi-client}"
