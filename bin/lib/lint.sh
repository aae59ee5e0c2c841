# Style (ruff) and Odoo's own traps (pylint-odoo's mandatory set).

lint() {
    local failed=0
    cd "$REPO"
    say "lint"
    ruff check --quiet . || failed=1
    # shellcheck disable=SC2046
    pylint --rcfile=.pylintrc-mandatory $(present_addons) || failed=1
    return "$failed"
}
