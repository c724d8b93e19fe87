# What scripts of tests have in common; they source it. A folder that goes away with the script (`work`), one server that ends
# with it (`pid`, its output in $work/log), free ports, and words on failure.
work=$(mktemp -d)
pid=
finish() {
    [[ -n $pid ]] && kill "$pid" 2> /dev/null && wait "$pid" 2> /dev/null || true
    rm -rf "$work"
}
trap finish EXIT
fail() {
    echo "$1" >&2
    [[ -e $work/log ]] && tail -n 80 "$work/log" >&2
    exit 1
}
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
ready() { # ready PORT [TENTHS]: waits until the server says that it is
    for _ in $(seq "${2:-200}"); do
        curl -fs "http://127.0.0.1:$1/health/ready" > /dev/null && return 0
        [[ -n $pid ]] && ! kill -0 "$pid" 2> /dev/null && break
        sleep 0.1
    done
    fail "the server did not become ready"
}
stop() { # SIGTERM to the server, which ends with status 0
    kill -TERM "$pid"
    local status=0
    wait "$pid" || status=$?
    pid=
    ((status == 0)) || fail "after SIGTERM the server ended with status $status"
}
