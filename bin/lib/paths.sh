# Where things live. All of it can be deleted at any time; the next run makes it anew.

REPO=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/mortgage-sales-odoo
LOGS=$CACHE/logs
DEBS=$CACHE/debs
PREFIX=$CACHE/odoo
ADDONS=(mortgage_compliance mortgage_sales mortgage_rates)

# The addons that exist in this clone, in the order in which they depend on each other.
present_addons() {
    local addon
    for addon in "${ADDONS[@]}"; do
        if [[ -f $REPO/$addon/__manifest__.py ]]; then
            echo "$addon"
        fi
    done
}

need_disk() {
    local free
    mkdir -p "$CACHE" "$LOGS" || die "Cannot write to $CACHE."
    free=$(df -Pm "$CACHE" | awk 'NR == 2 { print $4 }')
    if ((free < 1500)); then
        die "Only $free MB are free where $CACHE is; 1,500 MB are needed." \
            "Free some space, or set XDG_CACHE_HOME to a directory on a larger disk."
    fi
}

# Two tools started together must not set up the same thing twice.
with_setup_lock() {
    mkdir -p "$CACHE"
    (
        flock 8
        "$@"
    ) 8>"$CACHE/setup.lock"
}
