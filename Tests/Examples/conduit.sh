#!/usr/bin/env bash
# Conduit as its users meet it: its tests on three databases, a first and a second start, requests by curl, a stop.
set -euo pipefail
cd "$(dirname "$0")/../.."
example=Examples/Conduit
source Tests/common.sh
start() { # starts the API and waits until it says that it is ready
    "$conduit" > "$work/log" 2>&1 &
    pid=$!
    ready "$PORT"
}
json() { python3 -c "import json, sys; print(json.load(sys.stdin)$1)"; }
send() { # send METHOD PATH [JSON] [TOKEN]
    curl -sS -X "$1" "http://127.0.0.1:$PORT/api$2" -H 'Content-Type: application/json' \
        ${3:+-d "$3"} ${4:+-H "Authorization: Token $4"}
}

echo "-- its tests"
# In the folder where everything else was built.
scripts/replan.sh
build=(--package-path "$example" --scratch-path "$PWD/.build" --quiet)
swift build "${build[@]}" --build-tests
scripts/servers.sh run swift test "${build[@]}" --skip-build --experimental-maximum-parallelization-width 4
swift build "${build[@]}" --product Conduit
conduit=$PWD/.build/debug/Conduit

echo "-- its migrations make the tables of its models"
(cd "$example" && DATABASE_URL=sqlite::memory: "$conduit" migrate make --check) > "$work/log" 2>&1 ||
    fail "the models have changed without a migration"
grep -q "^nothing to do" "$work/log" || fail "migrate make --check says something else"

echo "-- first start"
export HOST=127.0.0.1 DATABASE_URL="sqlite:$work/data/conduit.sqlite"
PORT=$(free_port)
export PORT
start
token=$(send POST /users '{"user":{"username":"jake","email":"jake@example.com","password":"secret"}}' |
    json '["user"]["token"]')
slug=$(send POST /articles '{"article":{"title":"One","description":"a","body":"b","tagList":["c"]}}' "$token" |
    json '["article"]["slug"]')
[[ $slug == one ]] || fail "the article has the slug $slug"
stop
"$conduit" migrate check --live > "$work/log" 2>&1 || fail "the database has other tables than the migrations make"

echo "-- its description is valid; the page of it in Chromium, and what the server does beside it"
"$conduit" openapi > "$work/openapi.json"
.build-venv/bin/python Tests/OpenAPI/validate.py "$work/openapi.json"
# In a database of its own, since whatever can be sent is sent.
DATABASE_URL="sqlite:$work/data/described.sqlite"
start
token=$(send POST /users '{"user":{"username":"jake","email":"jake@example.com","password":"secret"}}' |
    json '["user"]["token"]')
.build-venv/bin/python Tests/Browser/conduit_documentation.py --base-url "http://127.0.0.1:$PORT" --token "$token"
# A text with U+0000 is a 422 or a 400, whatever its schema says. `Allow` of /articles/feed has the methods of
# /articles/{slug}, which takes that path too. Registrations and logins come to their limit, as their descriptions say. The
# account comes last: the token ends when its password changes.
export SCHEMATHESIS_STATUSES='"2xx", "3xx", 400, 401, 403, 404, 409, 422'
for paths in --exclude-path-regex --include-path-regex; do
    Tests/OpenAPI/schemathesis.sh "http://127.0.0.1:$PORT" "$work/openapi.json" "$paths" '/user$' \
        --exclude-checks allow_header_conformance --header "Authorization: Token $token" > "$work/checks" ||
        fail "$(tail -n 150 "$work/checks")"
done
stop
DATABASE_URL="sqlite:$work/data/conduit.sqlite"

echo "-- second start: what was written is there, and a token without TOKEN_KEY has ended"
start
[[ $(send GET /articles | json '["articlesCount"]') == 1 ]] || fail "the article is gone"
[[ $(send GET /user "" "$token") == '{"errors":{"token":["is missing"]}}' ]] || fail "the old token still counts"
stop

echo "-- TOKEN_KEY: tokens outlive a start; a key that is too short stops it"
TOKEN_KEY=$(openssl rand -base64 32)
export TOKEN_KEY
start
token=$(send POST /users/login '{"user":{"email":"jake@example.com","password":"secret"}}' | json '["user"]["token"]')
stop
start
[[ $(send GET /user "" "$token" | json '["user"]["username"]') == jake ]] || fail "the token does not count any more"
stop
TOKEN_KEY=short "$conduit" > "$work/log" 2>&1 && fail "the API starts with a short key"
grep -q "TOKEN_KEY (from the environment) has to be a secret of at least 32 bytes" "$work/log" || fail "the API does not say what is wrong with its key"
