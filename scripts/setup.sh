#!/usr/bin/env bash
# Installs what is missing: scripts/setup.sh GROUP...
#   build    what compiling needs
#   test     what the tests need besides
#   browser  Chromium and the Python packages that drive it
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
            ;;
        test)
            want curl curl
            want openssl openssl
            want python3 python3
            want h2load nghttp2-client
            want debootstrap debootstrap
            ;;
        browser)
            want chromium chromium
            want python3 python3
            python3 -c 'import venv, ensurepip' 2> /dev/null || packages+=(python3-venv)
            ;;
        *)
            echo "setup: no group \`$group\`; there are build, test and browser" >&2
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
    "${root[@]}" apt-get update -qq >&2
    DEBIAN_FRONTEND=noninteractive "${root[@]}" apt-get install -y -qq --no-install-recommends "${packages[@]}" > /dev/null
fi

if [[ " $* " == *" browser "* ]]; then
    venv=.build-venv
    stamp=$venv/requirements.txt
    if ! cmp -s Tests/Browser/requirements.txt "$stamp" 2> /dev/null; then
        echo "setup: making the Python environment of the browser tests" >&2
        rm -rf "$venv"
        python3 -m venv "$venv"
        "$venv/bin/pip" install --quiet --requirement Tests/Browser/requirements.txt
        cp Tests/Browser/requirements.txt "$stamp"
    fi
fi
