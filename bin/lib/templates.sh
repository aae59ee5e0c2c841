# Databases to copy from. Installing takes a minute, copying half a second.
#
# The base holds the stock modules that our addons need, the template our addons on top of it. Each is
# named after what went into it, so a changed addon makes a new one.

short_hash() {
    sha256sum | cut -c 1-10
}

# The stock modules that the addons depend on.
stock_modules() {
    "$PYTHON" - "$REPO" "${ADDONS[@]}" <<-'PY'
	import ast, pathlib, sys
	repo, *addons = sys.argv[1:]
	needed = set()
	for addon in addons:
	    manifest = pathlib.Path(repo, addon, "__manifest__.py")
	    if manifest.exists():
	        needed.update(ast.literal_eval(manifest.read_text())["depends"])
	print(",".join(sorted(needed - set(addons))) or "base")
	PY
}

# What a database holds of the addons: all files but tests, which are never installed.
addons_hash() {
    (
        cd "$REPO"
        find $(present_addons) -type f -not -path '*/__pycache__/*' -not -path '*/tests/test_*' \
            -not -path '*/readme/*' -print0 | LC_ALL=C sort -z | xargs -0 sha256sum
        # Odoo knows a bundle of scripts and styles by the times of its files.
        find $(present_addons) -path '*/static/*' -type f -printf '%T@ %p\n' | LC_ALL=C sort
    ) | short_hash
}

database_exists() {
    [[ $(psql -d postgres -Atqc "SELECT 1 FROM pg_database WHERE datname = '$1'") == 1 ]]
}

# Usage: build_base [MORE MODULES…]; sets BASE.
build_base() {
    local modules
    modules=$(IFS=,; echo "$(stock_modules)${*:+,$*}" | tr ',' '\n' | sort -u | paste -sd,)
    BASE=mortgage_base_$(echo "$(odoo_version) $modules $(cat "$REPO/bin/lib/requirements.txt")" | short_hash)
    if ! database_exists "$BASE"; then
        say "installing Odoo's own modules once (about half a minute)"
        install_modules "$BASE" "$modules"
    fi
    note_use "$BASE"
}

# Usage: build_template [MORE STOCK MODULES…]; sets TEMPLATE.
build_template() {
    build_base "$@"
    TEMPLATE=mortgage_template_$(echo "$BASE $(addons_hash)" | short_hash)
    if ! database_exists "$TEMPLATE"; then
        say "installing the addons: $(present_addons | xargs)"
        install_modules "$TEMPLATE" "$(present_addons | paste -sd,)" "$BASE" bundle_assets
    fi
    note_use "$TEMPLATE"
    drop_stale_templates
}

# Usage: install_modules DATABASE MODULES [COPY OF] [THEN]. Works under another name until it is
# complete; THEN is a command to run on it last.
install_modules() {
    local database=$1 modules=$2 origin=${3:-} then=${4:-true} working=$1_building_$$
    if [[ -n $origin ]]; then
        copy_database "$origin" "$working"
    else
        createdb "$working"
    fi
    if ! { install_into "$working" "$modules" && "$then" "$working"; } \
        >"$LOGS/install-$database.log" 2>&1; then
        drop_database "$working"
        grep -vE ' INFO ' "$LOGS/install-$database.log" | tail -n 40 >&2 || true
        die "Installing $modules failed." "Whole log: $LOGS/install-$database.log"
    fi
    if database_exists "$database"; then
        drop_database "$working"
        return
    fi
    # A template that somebody is connected to cannot be copied.
    psql -d postgres -q -c "ALTER DATABASE \"$working\" RENAME TO \"$database\"" \
        -c "ALTER DATABASE \"$database\" ALLOW_CONNECTIONS false"
    mv "$CACHE/data/filestore/$working" "$CACHE/data/filestore/$database"
}

install_into() {
    mkdir -p "$CACHE/data/filestore/$1"
    python -m odoo -c "$ODOO_RC" -d "$1" -i "$2" --stop-after-init --no-http --max-cron-threads=0
}

# Bundle the scripts and styles once, not in each copy that a browser opens.
bundle_assets() {
    python -m odoo shell -c "$ODOO_RC" -d "$1" --no-http <<-'PY'
	for bundle in (
	    "web.assets_web",
	    "web.assets_tests",
	    "web.assets_frontend",
	    "web.assets_frontend_minimal",
	    "web.assets_frontend_lazy",
	):
	    assets = env["ir.qweb"]._get_asset_bundle(bundle)
	    assets.js()
	    assets.css()
	env.cr.commit()
	PY
}

# Usage: copy_database FROM TO
copy_database() {
    createdb -T "$1" "$2"
    mkdir -p "$CACHE/data/filestore/$1"
    # The filestore never changes a file, so both databases can share its files.
    cp -al "$CACHE/data/filestore/$1" "$CACHE/data/filestore/$2"
}

drop_database() {
    dropdb --force --if-exists "$1" 2>/dev/null
    rm -rf "$CACHE/data/filestore/${1:?}"
}

# A database and the copies that the processes of a whole run made of it.
drop_databases_of() {
    local copy
    for copy in $(psql -d postgres -Atqc "SELECT datname FROM pg_database WHERE datname LIKE '$1-gw%'"); do
        drop_database "$copy"
    done
    drop_database "$1"
}

note_use() {
    mkdir -p "$CACHE/templates"
    touch "$CACHE/templates/$1"
}

drop_stale_templates() {
    local stale
    find "$CACHE/templates" -type f -mmin +1440 -printf '%f\n' | while read -r stale; do
        drop_database "$stale"
        rm -f "$CACHE/templates/$stale"
    done
}
