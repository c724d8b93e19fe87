#!/usr/bin/env bash
# What `martlet new` writes: both kinds of project pass their own tests and checks, serve with `make run`, and stop.
# They share the build folder of the store, so that the framework is not built once more.
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD
source Tests/common.sh
quietly() { "$@" > "$work/log" 2>&1 || fail "failed: $*"; }
answers() { # answers URL: waits until something answers there
    for _ in $(seq 1800); do
        curl -fs "$1" > /dev/null && return 0
        kill -0 "$pid" 2> /dev/null || break
        sleep 0.1
    done
    fail "nothing answers at $1"
}

quietly swift build --product martlet
PATH=$(swift build --show-bin-path):$PATH
export SWIFT_FLAGS="--scratch-path ${PROJECT_SCRATCH:-$root/.build}${PROJECT_FLAGS:+ $PROJECT_FLAGS}"
unset MARTLET_ENV MARTLET_DEV DATABASE_URL SECRET_KEY

serves() { # serves PATH TEXT: `make run` serves a page with the text, and ends with status 0 by SIGTERM
    local port status=0 server
    port=$(free_port)
    make run PORT="$port" > "$work/log" 2>&1 &
    pid=$!
    answers "http://127.0.0.1:$port/health/ready"
    curl -fs "http://127.0.0.1:$port$1" | grep -qF "$2" || fail "$1 has no \`$2\`"
    server=$(pgrep -P "$pid")
    kill -TERM "$server"
    # make passes on what the server ends with.
    wait "$pid" || status=$?
    ((status == 0)) || fail "after SIGTERM make ended with status $status"

    make run PORT="$port" > "$work/log" 2>&1 &
    pid=$!
    answers "http://127.0.0.1:$port/health/ready"
    server=$(pgrep -P "$pid")
    kill -TERM "$pid"
    wait "$pid" || true
    pid=
    for _ in $(seq 100); do kill -0 "$server" 2> /dev/null || return 0; sleep 0.1; done
    kill -KILL "$server"
    fail "SIGTERM did not reach the server through make"
}

echo "-- what the README and the guides say makes a project beside the checkout"
mkdir "$work/checkout"
for document in README.md Documentation/Guides/NewProject.md Documentation/Guides/FirstAPI.md; do
    command=$(grep -m 1 "^swift run martlet new " "$root/$document") || fail "$document begins in another way"
    arguments=${command#swift run martlet }
    (cd "$work/checkout" && quietly martlet $arguments --martlet "$root")
    project=$(ls "$work" | grep -xE 'Shop|Diary') || fail "\`$command\` made nothing"
    rm -rf "${work:?}/$project"
done

echo "-- make run says that the first build takes minutes, and shows how far it is; later ones are quiet"
mkdir -p "$work/stub/bin"
cat > "$work/stub/swift" << END
#!/bin/sh
case "\$*" in
*--show-bin-path*) echo "$work/stub/bin" ;;
*) echo "swift \$*"; printf '#!/bin/sh\necho served\n' > "$work/stub/bin/Shop"; chmod +x "$work/stub/bin/Shop" ;;
esac
END
chmod +x "$work/stub/swift"
cd "$work"
quietly martlet new Shop
first=$(PATH="$work/stub:$PATH" make -C Shop --no-print-directory run)
second=$(PATH="$work/stub:$PATH" make -C Shop --no-print-directory run)
rm -rf Shop
[[ $first == "The first build compiles Martlet too: it takes some minutes."*served && $first != *--quiet* ]] \
    || fail "the first \`make run\` says: $first"
[[ $second == "swift build --quiet"*served ]] || fail "the second \`make run\` says: $second"

echo "-- a small project"
cd "$work"
quietly martlet new Shop
cd Shop
quietly make test
quietly make check
serves /greetings/Ada "Hello, Ada!"

echo "-- a full project"
cd "$work"
quietly martlet new MusicStore --full
cd MusicStore
quietly make test
quietly make check
serves / "There is no note yet."
[[ -e data/app.sqlite ]] || fail "the notes are not in data/app.sqlite"

echo "-- a model gets a column: a migration is written, built in and applied to the notes that are there"
cd "$work/MusicStore"
says() { # says TEXT COMMAND…: the command fails, and says why
    local text=$1
    shift
    "$@" > "$work/log" 2>&1 && fail "\`$*\` should have failed"
    grep -qF "$text" "$work/log" || fail "\`$*\` does not say \`$text\`"
}
quietly make migrate ARGS="make --check"
sed -i 's/^    var isDone: Bool$/&\n    @Column(databaseDefault: .value(.integer(1))) var priority: Int = 1/' Sources/MusicStore/Note.swift
says "the models have changed; run \`migrate make\`" make migrate ARGS="make --check"
quietly make migration NAME=add_priority
grep -q '"0002_add_priority"' Sources/MusicStore/Migrations/0002_add_priority.swift || fail "no second migration"
says "1 migration pending; run \`migrate\`" make migrate ARGS=--check
quietly make migrate
quietly make migrate ARGS=--check
quietly make migrate ARGS="check --live"
quietly make test
quietly make check
quietly make migrate ARGS=revert
says "pending: 0002_add_priority" make migrate ARGS=check
# The start applies it again.
serves / "There is no note yet."
quietly make migrate ARGS=check

echo "-- its binary holds its templates and static files"
cd "$work"
mkdir elsewhere
cd elsewhere
port=$(free_port)
bin=$(cd "$work/MusicStore" && swift build $SWIFT_FLAGS --show-bin-path)
SECRET_KEY=0123456789abcdef0123456789abcdef PORT=$port "$bin/MusicStore" > "$work/log" 2>&1 &
pid=$!
answers "http://127.0.0.1:$port/health/ready"
curl -fs "http://127.0.0.1:$port/" | grep -q "<h1>Notes</h1>" || fail "no page without the folder of templates"
sheet=$(curl -fs "http://127.0.0.1:$port/" | sed -n 's/.*href="\(\/static\/site\.[0-9a-f]*\.css\)".*/\1/p')
curl -fs "http://127.0.0.1:$port$sheet" | cmp - "$work/MusicStore/Public/site.css" \
    || fail "no style sheet without the folder Public"
kill -TERM "$pid"
wait "$pid"
pid=

echo "-- the containers"
for project in Shop MusicStore; do
    "$root/.build-venv/bin/hadolint" "$work/$project/Dockerfile"
done
