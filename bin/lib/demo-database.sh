# The demo's database: installed once, updated when the addons change, told its story once.

demo_sql() {
    psql -d "$DATABASE" -Atqc "$1"
}

demo_parameter() {
    demo_sql "SELECT value FROM ir_config_parameter WHERE key = '$1'"
}

set_demo_parameter() {
    demo_sql "INSERT INTO ir_config_parameter (key, value) VALUES ('$1', '$2')
        ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value"
}

prepare_demo_database() {
    local code
    code=$(addons_hash)
    if database_exists "$DATABASE" && [[ -z $(demo_parameter mortgage_demo.code 2>/dev/null) ]]; then
        say "the last setup of $DATABASE was cut short; starting over"
        forget_demo
    fi
    if ! database_exists "$DATABASE"; then
        install_demo
    elif [[ $(demo_parameter mortgage_demo.code) != "$code" ]]; then
        say "the addons have changed; updating $DATABASE"
        run_odoo_once "updating" -i "$(present_addons | paste -sd,)" -u "$(present_addons | paste -sd,)"
    fi
    set_demo_parameter mortgage_demo.code "$code"
    set_demo_parameter web.base.url "$DEMO_URL"
    set_demo_parameter web.base.url.freeze True
}

install_demo() {
    build_base
    say "installing the addons into $DATABASE: $(present_addons | xargs)"
    copy_database "$BASE" "$DATABASE"
    # A copy is a database of its own, and messages are bound to the database's identity.
    set_demo_parameter database.uuid "$(cat /proc/sys/kernel/random/uuid)"
    run_odoo_once "installing" -i "$(present_addons | paste -sd,)"
}

run_odoo_once() {
    local what=$1
    shift
    quietly "$LOGS/demo-$what.log" "$what the addons" \
        python -m odoo -c "$ODOO_RC" -d "$DATABASE" "$@" --stop-after-init --no-http --max-cron-threads=0
}

tell_story() {
    if [[ -n $(demo_parameter mortgage_demo.story_told) ]]; then
        return
    fi
    say "telling the story of a made-up lender and ninety days of its work (some minutes)"
    # A story that broke off in the middle cannot be told on; the next run starts over.
    set_demo_parameter mortgage_demo.code ''
    PYTHONPATH=$REPO:$PYTHONPATH quietly "$LOGS/demo-story.log" "the story" \
        python "$GROUND/tell_story.py" "$ODOO_RC" "$DATABASE"
    set_demo_parameter mortgage_demo.code "$(addons_hash)"
}

forget_demo() {
    drop_database "$DATABASE"
    rm -f "$MESSAGES"
}
