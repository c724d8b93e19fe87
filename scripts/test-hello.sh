#!/usr/bin/env bash
# The micro product stands alone: Hello builds from nothing without swift-syntax and without any C library of the
# system, within 150 seconds on two cores, and `make example` serves it.
set -euo pipefail
cd "$(dirname "$0")/.."
scratch=Examples/Hello/.build
log=$(mktemp)
pid=
trap '[[ -n $pid ]] && kill "$pid" 2> /dev/null || true; rm -f "$log"' EXIT
rm -rf "$scratch"
start=$SECONDS
swift build --package-path Examples/Hello > "$log" 2>&1 || { cat "$log"; exit 1; }
took=$((SECONDS - start))
echo "clean debug build: $took s"
objects=$(for folder in "$scratch"/debug/*.build; do find "$folder" -name "*.o" -print -quit; done | sed -E "s|.*/([^/]+)\.build/.*|\1|" | sort)
for unwanted in SwiftSyntax CNIOBoringSSL CCryptoBoringSSL GRDB NIOSSL MartletCompression MartletData; do
    if grep -q "^$unwanted" <<< "$objects"; then
        echo "Hello built $unwanted, which a micro application must not need" >&2
        exit 1
    fi
done
if ldd "$scratch/debug/Hello" | grep -E 'libz\.|libsqlite3|libssl|libpq'; then
    echo "Hello links a C library of the system" >&2
    exit 1
fi
limit=${HELLO_BUILD_LIMIT:-150}
if ((took > limit)); then
    echo "the clean build took longer than $limit s" >&2
    exit 1
fi

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
make example NAME=Hello HOST=127.0.0.1 PORT="$port" > "$log" 2>&1 &
pid=$!
for _ in $(seq 300); do curl -fs "http://127.0.0.1:$port/health/ready" > /dev/null && break; sleep 0.1; done
[[ $(curl -fs "http://127.0.0.1:$port/") == Hello ]]
[[ $(curl -fs "http://127.0.0.1:$port/hello/J%C3%BCrgen") == "Hello, Jürgen" ]]
kill -TERM "$(pgrep -P "$pid")"
wait "$pid"
pid=
echo "Hello answered and ended with status 0"
"$scratch/debug/Hello" routes | diff - <(
    echo "GET  /              -  Hello/main.swift:4"
    echo "GET  /health/live   -  built in"
    echo "GET  /health/ready  -  built in"
    echo "GET  /hello/{name}  -  Hello/main.swift:5"
)
echo "Hello printed its routes"
