#!/usr/bin/env bash
# Sends a server what its description allows and what it forbids, and checks the answers:
#     Tests/OpenAPI/schemathesis.sh URL DOCUMENT [OPTION…]
# URL is where the paths of the document begin, on this machine. Options go to `schemathesis run`, such as
#     --header 'Authorization: Token …'   --exclude-checks unsupported_method   --include-path /articles
# All checks run, with one seed, so that a failure comes again. SCHEMATHESIS_EXAMPLES (30; 300 with MARTLET_LONG=1) bounds
# the requests for each operation and phase, SCHEMATHESIS_SECONDS (240) the time, SCHEMATHESIS_STATUSES lists
# the answers that a request of the description may have, such as '"2xx", 404', in place of schemathesis's own list; 429 is
# one for the operations that describe it.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
if (($# < 2)); then
    sed -n '2,10s/^# \{0,1\}//p' "$0" >&2
    exit 2
fi
url=$1
document=$(realpath "$2")
shift 2
if [[ ! $url =~ ^http://(127\.0\.0\.1|localhost|\[::1\])(:[0-9]+)?(/|$) ]]; then
    echo "schemathesis: $url is not on this machine, and what is sent there may do harm" >&2
    exit 2
fi
examples=${SCHEMATHESIS_EXAMPLES:-30}
seconds=${SCHEMATHESIS_SECONDS:-240}
if [[ ${MARTLET_LONG:-} == 1 ]]; then
    examples=$((examples * 10))
    seconds=$((seconds * 4))
fi
# What it remembers from run to run would make runs differ.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
config=()
if [[ -n ${SCHEMATHESIS_STATUSES:-} ]]; then
    printf '[checks]\npositive_data_acceptance.expected-statuses = [%s]\n' "$SCHEMATHESIS_STATUSES" > config.toml
    "$root/.build-venv/bin/python" - "$document" "$SCHEMATHESIS_STATUSES" >> config.toml << 'END'
import json, sys, yaml
for path, item in yaml.safe_load(open(sys.argv[1]))["paths"].items():
    for method, operation in item.items():
        if isinstance(operation, dict) and "429" in map(str, operation.get("responses", {})):
            print("[[operations]]")
            print(f"include-name = {json.dumps(f'{method.upper()} {path}')}")
            print(f"checks.positive_data_acceptance.expected-statuses = [{sys.argv[2]}, 429]")
END
    config=(--config-file "$work/config.toml")
fi
# Nothing leaves the machine: whatever is not for it goes to a proxy that is not there.
export http_proxy=http://127.0.0.1:9 https_proxy=http://127.0.0.1:9 no_proxy=127.0.0.1,localhost,::1
export HTTP_PROXY=$http_proxy HTTPS_PROXY=$https_proxy NO_PROXY=$no_proxy
status=0
timeout --kill-after=10 "$seconds" "$root/.build-venv/bin/schemathesis" "${config[@]}" run "$document" --url "$url" \
    --checks all --seed 20 --max-examples "$examples" --workers 1 --generation-database none --request-timeout 10 \
    --no-color "$@" || status=$?
if ((status == 124 || status == 137)); then echo "schemathesis: took longer than $seconds s" >&2; fi
exit "$status"
