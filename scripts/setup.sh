#!/usr/bin/env bash
# Installs what is missing: scripts/setup.sh GROUP...
#   build    what compiling needs
#   test     what the tests need besides
#   browser  Chromium and the Python packages that drive it, and those that check OpenAPI descriptions
#   bench    the load generator and the peers of `make bench`
# Does nothing, and takes no time, where everything is there. On other systems than Debian it only says what to install.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=()
want() { # want COMMAND-OR-FILE PACKAGE
    if [[ $1 == /* ]]; then [[ -e $1 ]] || packages+=("$2"); else command -v "$1" > /dev/null || packages+=("$2"); fi
}

for group in "$@"; do
    case $group in
        build)
            want /usr/include/sqlite3.h libsqlite3-dev
            want /usr/include/zlib.h zlib1g-dev
            want /usr/include/postgresql/libpq-fe.h libpq-dev
            want /usr/include/mariadb/mysql.h libmariadb-dev
            want pkg-config pkg-config
            ;;
        test)
            want curl curl
            want openssl openssl
            want python3 python3
            want h2load nghttp2-client
            want debootstrap debootstrap
            compgen -G '/usr/lib/postgresql/*/bin/postgres' > /dev/null || want postgres postgresql
            want mariadbd mariadb-server
            ;;
        browser)
            want chromium chromium
            want python3 python3
            python3 -c 'import venv, ensurepip' 2> /dev/null || packages+=(python3-venv)
            ;;
        bench)
            want wrk wrk
            want go golang-go
            want python3 python3
            python3 -c 'import venv, ensurepip' 2> /dev/null || packages+=(python3-venv)
            ;;
        *)
            echo "setup: no group \`$group\`; there are build, test, browser and bench" >&2
            exit 2
            ;;
    esac
done

if ! command -v swift > /dev/null; then
    echo "setup: Swift 6.3 is needed; https://www.swift.org/install/ says how to install it" >&2
    exit 1
fi

if ((${#packages[@]})); then
    if ! command -v apt-get > /dev/null; then
        if [[ $(uname) == Darwin ]]; then exit 0; fi
        echo "setup: please install: ${packages[*]} (these are Debian's names)" >&2
        exit 1
    fi
    root=()
    if ((EUID != 0)); then
        command -v sudo > /dev/null || { echo "setup: run as root, or install: ${packages[*]}" >&2; exit 1; }
        root=(sudo)
    fi
    echo "setup: installing ${packages[*]}" >&2
    # Debian starts a server that it installs, which the tests neither need nor want; this file says no for as long.
    policy=/usr/sbin/policy-rc.d
    if [[ ! -e $policy ]]; then
        trap '"${root[@]}" rm -f "$policy"' EXIT
        printf '#!/bin/sh\nexit 101\n' | "${root[@]}" install -m 755 /dev/stdin "$policy"
    fi
    "${root[@]}" apt-get update -qq >&2
    DEBIAN_FRONTEND=noninteractive "${root[@]}" apt-get install -y -qq --no-install-recommends "${packages[@]}" > /dev/null
fi

if [[ " $* " == *" browser "* ]]; then
    venv=.build-venv
    stamp=$venv/requirements.txt
    wanted=$(cat Tests/Browser/requirements.txt Tests/OpenAPI/requirements.txt)
    if [[ $wanted != "$(cat "$stamp" 2> /dev/null)" ]]; then
        echo "setup: making the Python environment of the tests" >&2
        rm -rf "$venv"
        python3 -m venv "$venv"
        "$venv/bin/pip" install --quiet --requirement Tests/Browser/requirements.txt \
            --requirement Tests/OpenAPI/requirements.txt
        printf '%s\n' "$wanted" > "$stamp"
    fi
fi

if [[ " $* " == *" bench "* ]]; then
    missing=0
    if [[ ! -x /usr/sbin/nginx && ! -x .build-bench/nginx/usr/sbin/nginx ]] && command -v apt-get > /dev/null; then
        # Unpacked and not installed: the package would start a server on port 80.
        mkdir -p .build-bench/nginx
        (cd .build-bench && apt-get download -qq nginx && dpkg-deb -x nginx_*.deb nginx && rm nginx_*.deb) >&2 || missing=1
    fi
    venv=.build-bench-venv
    wanted=Benchmarks/peers/python/requirements.txt
    if ! cmp -s "$wanted" "$venv/requirements.txt" 2> /dev/null; then
        echo "setup: making the Python environment of the peers" >&2
        rm -rf "$venv"
        python3 -m venv "$venv"
        # One by one, so that a peer which this Python cannot have does not take the others along.
        while read -r requirement; do
            "$venv/bin/pip" install --quiet "$requirement" || missing=1
        done < <(grep -v '^#' "$wanted")
        ((missing == 0)) && cp "$wanted" "$venv/requirements.txt"
    fi
    ((missing == 0)) || { echo "setup: not every peer could be installed" >&2; exit 1; }
fi
