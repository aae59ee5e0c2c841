# Progress and plain errors.

say() {
    printf '» %s\n' "$*" >&2
}

die() {
    printf '\nerror: %s\n' "$1" >&2
    shift
    local line
    for line in "$@"; do
        printf '       %s\n' "$line" >&2
    done
    exit 1
}

# Runs a command with its output in a log, and shows the log's end only on failure.
quietly() {
    local log=$1 what=$2
    shift 2
    mkdir -p "$(dirname "$log")"
    if ! "$@" >"$log" 2>&1; then
        tail -n 25 "$log" >&2
        if grep -qiE 'no space left|disk full|ENOSPC' "$log"; then
            die "$what failed: the disk is full." "Free some space and run this again. Whole log: $log"
        fi
        if grep -qiE 'could not resolve|temporary failure|failed to fetch|connection (timed out|refused)|network is unreachable|NewConnectionError' "$log"; then
            die "$what failed: a package could not be fetched." \
                "This needs the network (Debian's mirror and PyPI) the first time." "Whole log: $log"
        fi
        die "$what failed." "Whole log: $log"
    fi
}
