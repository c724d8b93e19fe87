#!/usr/bin/env bash
# PostgreSQL and MariaDB for tests, on free ports of the loopback, in a temporary folder, with TLS.
#
#   scripts/servers.sh run COMMAND…
#       starts both, runs the command and stops both whatever happens; ends with the command's status. The command finds
#         MARTLET_POSTGRES_URL, MARTLET_MYSQL_URL   where they are; the users may do everything
#         MARTLET_SERVERS_CA                        the authority that signed their certificates, for localhost and 127.0.0.1
#   scripts/servers.sh private postgres|mariadb
#       starts one of its own and prints two lines, its URL and its authority; then it does what each line of its input
#       says, `stop`, `kill`, `start` or `restart`, and answers `ok`; it ends with its input.
#
# The servers end with this script, on Linux also when it is killed. They do not wait for the disk.
set -euo pipefail
PATH=$PATH:/usr/sbin:/usr/local/sbin

usage() {
    sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "$0" >&2
    exit 2
}

fail() {
    echo "servers: $1" >&2
    exit 1
}

postgres_folder() { # the newest PostgreSQL that is installed
    local folder
    folder=$(find /usr/lib/postgresql /opt/homebrew/opt /usr/local/opt -maxdepth 3 -path '*/bin/initdb' 2> /dev/null |
        sort -V | tail -1)
    [[ -n $folder ]] || folder=$(command -v initdb) ||
        fail "PostgreSQL's server is not installed; \`scripts/setup.sh test\` installs it, or: apt-get install postgresql"
    dirname "$folder"
}

# under USER SIGNAL COMMAND…: replaces this process by the command, as the user when this one is root, since the servers
# refuse to run as root. SIGNAL ends it when this script is gone.
under() {
    local user=$1 signal=$2 options=()
    shift 2
    if ((EUID == 0)); then
        options=(--reuid "$user" --regid "$user" --init-groups)
    fi
    if command -v setpriv > /dev/null; then exec setpriv "${options[@]}" --pdeathsig "$signal" -- "$@"; fi
    # shellcheck disable=SC2016 # the shell that `su` starts expands it
    if ((EUID == 0)); then exec su -s /bin/sh "$user" -c 'exec "$0" "$@"' -- "$@"; fi
    exec "$@"
}

owned_by() { # owned_by USER PATH…
    local user=$1
    shift
    ((EUID != 0)) || chown -R "$user" "$@" ||
        fail "there is no user \`$user\` that the server could run as; \`scripts/setup.sh test\` makes it"
}

free_port() {
    local port
    for _ in {1..100}; do
        port=$((20000 + RANDOM % 12000))
        (: < "/dev/tcp/127.0.0.1/$port") 2> /dev/null || { echo "$port" && return; }
    done
    fail "no free port among 100 from 20000 to 31999"
}

make_certificates() {
    local options=(-newkey rsa:2048 -nodes -days 30)
    {
        openssl req -x509 "${options[@]}" -subj "/CN=Martlet test authority" \
            -keyout "$folder/ca.key" -out "$folder/ca.pem"
        openssl req "${options[@]}" -subj "/CN=localhost" -keyout "$folder/server.key" -out "$folder/server.csr"
        openssl x509 -req -in "$folder/server.csr" -CA "$folder/ca.pem" -CAkey "$folder/ca.key" -CAcreateserial \
            -days 30 -extfile <(echo "subjectAltName=DNS:localhost,IP:127.0.0.1") -out "$folder/server.pem"
    } 2> "$folder/openssl.log" || fail "openssl could not make the certificates: $(cat "$folder/openssl.log")"
    chmod 644 "$folder/ca.pem" "$folder/server.pem"
}

# ready NAME PID LOG COMMAND…: waits until the command succeeds; says why when the server ends before.
ready() {
    local name=$1 pid=$2 log=$3
    shift 3
    for _ in {1..300}; do
        if "$@" > /dev/null 2>&1; then return; fi
        kill -0 "$pid" 2> /dev/null || break
        sleep 0.1
    done
    echo "servers: $name does not come up; the end of its log:" >&2
    tail -20 "$log" >&2
    return 1
}

# The server's own time zone is an odd one, so that nothing rests on it.

prepare_postgres() {
    postgres=$(postgres_folder)
    mkdir "$folder/postgres"
    cp "$folder/server.key" "$folder/postgres.key"
    chmod 600 "$folder/postgres.key"
    echo "$password" > "$folder/postgres.password"
    owned_by postgres "$folder/postgres" "$folder/postgres.key" "$folder/postgres.password"
    # In a process of its own, which `under` replaces.
    (under postgres TERM "$postgres/initdb" --pgdata "$folder/postgres" --username martlet --encoding UTF8 \
        --locale C --auth scram-sha-256 --pwfile "$folder/postgres.password" --no-sync) \
        > "$folder/postgres.log" 2>&1 ||
        fail "PostgreSQL's initdb failed: $(cat "$folder/postgres.log")"
    cat >> "$folder/postgres/postgresql.conf" << END
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 200
shared_buffers = 64MB
fsync = off
synchronous_commit = off
full_page_writes = off
max_wal_size = 256MB
ssl = on
ssl_cert_file = '$folder/server.pem'
ssl_key_file = '$folder/postgres.key'
timezone = 'Asia/Kathmandu'
END
    postgres_port=$(free_port)
    postgres_url="postgres://martlet:$password@127.0.0.1:$postgres_port/martlet"
}

start_postgres() {
    under postgres INT "$postgres/postgres" -D "$folder/postgres" -p "$postgres_port" \
        >> "$folder/postgres.log" 2>&1 < /dev/null &
    postgres_pid=$!
    ready PostgreSQL "$postgres_pid" "$folder/postgres.log" \
        "$postgres/pg_isready" --quiet --host 127.0.0.1 --port "$postgres_port" --dbname postgres || return
    [[ ! -e $folder/postgres.made ]] || return 0
    PGPASSWORD=$password "$postgres/createdb" --host 127.0.0.1 --port "$postgres_port" --username martlet martlet
    : > "$folder/postgres.made"
}

prepare_mariadb() {
    local install
    mariadbd=$(command -v mariadbd || command -v mysqld) ||
        fail "MariaDB's server is not installed; \`scripts/setup.sh test\` installs it, or: apt-get install mariadb-server"
    install=$(command -v mariadb-install-db || command -v mysql_install_db) || fail "mariadb-install-db is not installed"
    mkdir "$folder/mariadb"
    cp "$folder/server.key" "$folder/mariadb.key"
    chmod 600 "$folder/mariadb.key"
    cat > "$folder/mariadb.sql" << END
CREATE DATABASE IF NOT EXISTS martlet CHARACTER SET utf8mb4;
CREATE USER IF NOT EXISTS 'martlet'@'%' IDENTIFIED BY '$password';
GRANT ALL PRIVILEGES ON *.* TO 'martlet'@'%' WITH GRANT OPTION;
END
    owned_by mysql "$folder/mariadb" "$folder/mariadb.key" "$folder/mariadb.sql"
    (under mysql TERM "$install" --no-defaults --datadir="$folder/mariadb" --tmpdir="$folder/mariadb" --skip-test-db \
        --auth-root-authentication-method=normal --innodb-flush-method=nosync) > "$folder/mariadb.log" 2>&1 ||
        fail "mariadb-install-db failed: $(cat "$folder/mariadb.log")"
    mariadb_port=$(free_port)
    mariadb_url="mysql://martlet:$password@127.0.0.1:$mariadb_port/martlet"
}

start_mariadb() {
    under mysql TERM "$mariadbd" --no-defaults --datadir="$folder/mariadb" --tmpdir="$folder/mariadb" \
        --socket="$folder/mariadb/socket" \
        --bind-address=127.0.0.1 --port="$mariadb_port" --init-file="$folder/mariadb.sql" --skip-name-resolve \
        --max-connections=200 --innodb-buffer-pool-size=64M --innodb-flush-log-at-trx-commit=0 \
        --innodb-flush-method=nosync --default-time-zone=+05:45 --ssl-ca="$folder/ca.pem" \
        --ssl-cert="$folder/server.pem" --ssl-key="$folder/mariadb.key" >> "$folder/mariadb.log" 2>&1 < /dev/null &
    mariadb_pid=$!
    ready MariaDB "$mariadb_pid" "$folder/mariadb.log" "$(command -v mariadb || command -v mysql)" --no-defaults \
        --protocol=TCP --host=127.0.0.1 --port="$mariadb_port" --user=martlet --password="$password" martlet \
        --execute="SELECT 1"
}

stop() { # stop VARIABLE SIGNAL: ends the process whose number the variable holds, and empties it
    local pid=${!1}
    [[ -n $pid ]] || return 0
    printf -v "$1" ''
    kill "-$2" "$pid" 2> /dev/null || true
    wait "$pid" 2> /dev/null || true
}

folder=$(mktemp -d "${TMPDIR:-/tmp}/martlet-servers.XXXXXX")
postgres_pid="" mariadb_pid="" child=""
finish() {
    local status=$?
    trap - EXIT
    stop child TERM
    stop postgres_pid INT
    stop mariadb_pid TERM
    rm -rf "$folder"
    exit "$status"
}
trap finish EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# The servers' users look into the folder, whose secrets are readable for their owners alone.
chmod 711 "$folder"
umask 077
password=$(openssl rand -hex 16)

run() {
    (($#)) || usage
    make_certificates
    prepare_postgres
    prepare_mariadb
    start_postgres
    start_mariadb
    export MARTLET_POSTGRES_URL=$postgres_url MARTLET_MYSQL_URL=$mariadb_url MARTLET_SERVERS_CA=$folder/ca.pem
    umask 022
    # Behind `wait`, so that a signal to this script alone stops the command too.
    "$@" <&0 &
    child=$!
    local status=0
    wait "$child" || status=$?
    child=""
    exit "$status"
}

private() {
    local name=${1:-} signal crash command url
    case $name in
        postgres) signal=INT crash=QUIT ;;
        mariadb) signal=TERM crash=KILL ;;
        *) usage ;;
    esac
    make_certificates
    "prepare_$name"
    "start_$name"
    url=${name}_url
    printf '%s\n' "${!url}" "$folder/ca.pem"
    while read -r command; do
        case $command in
            stop) stop "${name}_pid" "$signal" ;;
            kill) stop "${name}_pid" "$crash" ;;
            start) "start_$name" ;;
            restart)
                stop "${name}_pid" "$signal"
                "start_$name"
                ;;
            *) fail "no command \`$command\`; there are stop, kill, start and restart" ;;
        esac
        echo ok
    done
}

case ${1:-} in
    run | private) "$@" ;;
    *) usage ;;
esac
