#!/usr/bin/env bash
# The checks of descriptions and servers find what is wrong, and only that: valid and invalid documents, a server that does
# what its description says, and one that does not.
set -euo pipefail
cd "$(dirname "$0")/../.."
source Tests/common.sh
says() { grep -qF -- "$1" "$work/log" || fail "it does not say \`$1\`"; }
validate=(.build-venv/bin/python Tests/OpenAPI/validate.py)

echo "-- documents that are valid, and one that is not"
"${validate[@]}" Tests/OpenAPI/checks.yml Tests/MartletCLITests/OpenAPI/Documents/*.yml > "$work/log" || fail "they are valid"
says "conduit.yml: valid OpenAPI 3.1.0"
cat > "$work/wrong.yml" << 'END'
openapi: 3.0.3
info: {title: Wrong}
paths:
  /a/{id}:
    get:
      parameters: [{name: q, in: query, schema: {type: integer}, example: b}]
      responses: {200: {description: Good}}
END
sed "s|description: Good|\$ref: '#/nowhere'|" "$work/wrong.yml" > "$work/nowhere.yml"
printf 'openapi: 3.1.0\ninfo: {title: Twice, version: "1"}\npaths:\n  /a: {}\n  /a: {}\n' > "$work/twice.yml"
"${validate[@]}" "$work"/*.yml > "$work/log" && fail "they are not valid"
says 'wrong.yml: #/info: "version" is a required property'
says "wrong.yml: #/paths/~1a~1{id}/get/parameters/0/example: 'b' is not of type 'integer'"
says "Path parameter 'id' for 'get' operation in '/a/{id}' was not resolved"
says "nowhere.yml: #: PointerToNowhere: '/nowhere' does not exist"
says "twice.yml: #: the name \`/a\` stands twice"

serve() { # serve [OPTION]: starts the server on a free port
    port=$(free_port)
    python3 Tests/OpenAPI/checks_server.py "$port" "$@" &
    pid=$!
    for _ in $(seq 100); do
        curl -fs "http://127.0.0.1:$port/notes" > /dev/null && return
        sleep 0.1
    done
    fail "the server did not start"
}
stop() {
    kill "$pid"
    wait "$pid" 2> /dev/null || true
    pid=
}

echo "-- a server that does what its description says"
serve
Tests/OpenAPI/schemathesis.sh "http://127.0.0.1:$port" Tests/OpenAPI/checks.yml > "$work/log" 2>&1 ||
    fail "a good server was found wrong"
says "No issues found"
stop

echo "-- a server that does not"
serve --broken
Tests/OpenAPI/schemathesis.sh "http://127.0.0.1:$port" Tests/OpenAPI/checks.yml > "$work/log" 2>&1 &&
    fail "a broken server was found good"
says "Server error"
says "Undocumented status code"
says "Response violates schema"
stop

echo "-- no server but those of this machine is asked"
status=0
Tests/OpenAPI/schemathesis.sh http://example.com Tests/OpenAPI/checks.yml > "$work/log" 2>&1 || status=$?
((status == 2)) || fail "the status is $status and not 2"
says "is not on this machine"
