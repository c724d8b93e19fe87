#!/usr/bin/env bash
# Clients made by `martlet openapi client`: they compile without a warning, keep to the format, read and write what the
# description says, and drive Examples/Conduit. CONDUIT_URL names one that is running; without it one is started.
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

echo "-- a description that Martlet made of routes becomes a client, and is the same in JSON and YAML"
"$bin/APIZoo" openapi > "$work/routes.json" 2> "$work/log" || fail "there is no description"
"$bin/APIZoo" openapi --yaml > "$work/routes.yaml" 2> "$work/log" || fail "there is no description in YAML"
compiles "$work/routes.json" public
"$bin/martlet" openapi diff "$work/routes.json" "$work/routes.yaml" > "$work/log" || fail "they differ"
grep -q "^nothing that a client can see has changed$" "$work/log" || fail "they differ"

if [[ -z ${CONDUIT_URL:-} ]]; then
    scripts/replan.sh
    swift build --package-path Examples/Conduit --scratch-path "$root/.build" --quiet --product Conduit
    port=$(free_port)
    HOST=127.0.0.1 PORT=$port DATABASE_URL="sqlite:$work/conduit.sqlite" "$bin/Conduit" > "$work/log" 2>&1 &
    pid=$!
    ready "$port"
    export CONDUIT_URL=http://127.0.0.1:$port/api
fi

echo "-- the tests of the clients, against $CONDUIT_URL"
cd "$work/package"
swift test --quiet --scratch-path "${CLIENT_SCRATCH:-$root/.build/openapi-client}"
