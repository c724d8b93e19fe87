#!/usr/bin/env bash
# An API with one route for each thing that a description can say: its description is valid, the same as JSON and as YAML, and
# the server does what it says.
set -euo pipefail
cd "$(dirname "$0")/../.."
source Tests/common.sh

scripts/replan.sh
swift build --quiet --product APIZoo
zoo=$(swift build --show-bin-path)/APIZoo

echo "-- the description is valid, and the same in both languages"
"$zoo" openapi > "$work/openapi.json"
"$zoo" openapi --yaml > "$work/openapi.yaml"
.build-venv/bin/python Tests/OpenAPI/validate.py "$work/openapi.json" "$work/openapi.yaml"
.build-venv/bin/python - "$work/openapi.json" "$work/openapi.yaml" << 'END'
import json, sys, yaml
one, two = json.load(open(sys.argv[1])), yaml.safe_load(open(sys.argv[2]))
assert one == two, "the description says something else as YAML"
END
"$zoo" openapi --check "$work/openapi.json"

echo "-- the server does what the description says"
PORT=$(free_port)
export PORT HOST=127.0.0.1
"$zoo" > "$work/log" 2>&1 &
pid=$!
ready "$PORT"
# A text with U+0000 is a 400 in queries and forms, whatever their schemas say. The page asks streams of events and the
# WebSocket: one never ends, one has no answer, and schemathesis takes the schema of a stream for that of each event.
SCHEMATHESIS_STATUSES='"2xx", "3xx", 400, 401, 403, 404, 409, 412' Tests/OpenAPI/schemathesis.sh \
    "http://127.0.0.1:$PORT" "$work/openapi.json" --header 'Authorization: Bearer keeper' \
    --exclude-path-regex '^/api/live/(clock|echo|events)$' "$@"

echo "-- the page shows it, and asks the server"
.build-venv/bin/python Tests/Browser/zoo_documentation.py --base-url "http://127.0.0.1:$PORT"
! grep -q '"level":"error"' "$work/log" || fail "the zoo has errors in its log"
