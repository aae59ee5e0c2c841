# PostgreSQL: the server that the PG* variables name, else a private cluster of our own.

prepare_postgres() {
    place_cluster
    # bin/demo --env makes a shell name our own cluster.
    if [[ -n ${PGHOST:-}${PGPORT:-}${PGSERVICE:-} && ${PGHOST:-} != "$CLUSTER/socket" ]]; then
        unset CLUSTER
        need_psql
        PGDATABASE=postgres psql -Atqc 'SELECT 1' >/dev/null 2>"$LOGS/psql.log" ||
            die "The PostgreSQL named by your PG* variables does not answer:" "$(cat "$LOGS/psql.log")"
        return
    fi
    find_postgres_binaries
    make_room_for_cluster
    export PGHOST=$CLUSTER/socket PGPORT=5432 PGUSER=mortgage
    with_setup_lock make_cluster
    hold_cluster
    with_setup_lock start_cluster
}

need_psql() {
    if ! command -v psql >/dev/null; then
        install_packages postgresql-client
    fi
}

find_postgres_binaries() {
    PG_BIN=$(newest_postgres)
    if [[ -z $PG_BIN ]]; then
        install_packages postgresql
        PG_BIN=$(newest_postgres)
    fi
    [[ -n $PG_BIN ]] || die "PostgreSQL was installed but its programs are not in /usr/lib/postgresql."
    PATH=$PG_BIN:$PATH
}

newest_postgres() {
    local found
    found=$(compgen -G '/usr/lib/postgresql/*/bin/initdb' | sort -V | tail -n 1 || true)
    if [[ -z $found ]]; then
        found=$(command -v initdb || true)
    fi
    [[ -z $found ]] || dirname "$found"
}

# PostgreSQL refuses to run as root, and its user cannot enter root's home.
place_cluster() {
    if ((EUID == 0)); then
        CLUSTER=/var/cache/mortgage-sales-odoo/postgres
    else
        CLUSTER=$CACHE/postgres
    fi
    # A Unix socket's path holds at most 107 bytes.
    if ((${#CLUSTER} > 80)); then
        die "The path $CLUSTER is too long for a PostgreSQL socket." "Set XDG_CACHE_HOME to a shorter one."
    fi
}

make_room_for_cluster() {
    if ((EUID == 0)); then
        id postgres >/dev/null 2>&1 || useradd --system --home-dir /nonexistent --shell /usr/sbin/nologin postgres
        install -d -m 755 "$(dirname "$CLUSTER")"
        install -d -m 700 -o postgres "$CLUSTER"
    else
        mkdir -p "$CLUSTER"
    fi
}

as_postgres() {
    if ((EUID == 0)); then
        (cd / && setpriv --reuid=postgres --regid="$(id -g postgres)" --clear-groups "$@")
    else
        "$@"
    fi
}

make_cluster() {
    [[ ! -f $CLUSTER/complete ]] || return 0
    say "making a private PostgreSQL cluster in $CLUSTER"
    as_postgres rm -rf "$CLUSTER/data" "$CLUSTER/socket"
    as_postgres mkdir -m 700 "$CLUSTER/socket"
    # Only this user (and root) can enter the socket's directory, so no password is needed inside.
    quietly "$LOGS/initdb.log" "initdb" as_postgres "$PG_BIN/initdb" -D "$CLUSTER/data" \
        --username=postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8
    as_postgres tee -a "$CLUSTER/data/postgresql.conf" >/dev/null <<-CONF
	listen_addresses = ''
	unix_socket_directories = '$CLUSTER/socket'
	max_connections = 300
	shared_buffers = 512MB
	synchronous_commit = off
	jit = off
	CONF
    start_cluster
    createuser -U postgres --createdb "$PGUSER"
    as_postgres touch "$CLUSTER/complete"
}

start_cluster() {
    if pg_is_ready; then
        return
    fi
    say "starting PostgreSQL"
    # Inherited lock descriptors would make the server look like one of its own users.
    quietly "$LOGS/postgres-start.log" "starting PostgreSQL" \
        as_postgres "$PG_BIN/pg_ctl" -D "$CLUSTER/data" -l "$CLUSTER/server.log" -w -t 60 start 7>&- 8>&- 9>&-
}

pg_is_ready() {
    "$PG_BIN/pg_isready" -q -U postgres -d postgres
}

# Every tool holds this lock while it runs; the last one to leave stops the server.
hold_cluster() {
    exec 9>"$CACHE/postgres.users"
    flock -s 9
}

release_postgres() {
    [[ -n ${CLUSTER:-} ]] || return 0
    if flock -n -x 9; then
        as_postgres "$PG_BIN/pg_ctl" -D "$CLUSTER/data" -m fast -w stop >"$LOGS/postgres-stop.log" 2>&1 9>&- || true
    fi
    exec 9>&-
}
