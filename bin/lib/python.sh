# A virtual environment with the pinned requirements, one per set of pins and Python version.

prepare_python() {
    local python version pins
    python=$(find_python)
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    pins=$(sha256sum "$REPO/bin/lib/requirements.txt" | cut -c 1-12)
    VENV=$CACHE/venv-$version-$pins
    if [[ ! -f $VENV/complete ]]; then
        with_setup_lock build_venv "$python"
    fi
    PYTHON=$VENV/bin/python
}

find_python() {
    local python
    for python in "${PYTHON:-}" python3 /usr/bin/python3 python3.13 python3.12 python3.11; do
        if [[ -n $python ]] && "$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then
            echo "$python"
            return
        fi
    done
    if ! command -v python3 >/dev/null && command -v apt-get >/dev/null; then
        install_packages python3 python3-venv
        echo /usr/bin/python3
        return
    fi
    die "The pinned packages need Python 3.11 to 3.13; python3 here is $(python3 -V 2>&1 || echo missing)." \
        "Install one of these versions, or name it: PYTHON=/path/to/python3.12 $0"
}

build_venv() {
    local python=$1
    [[ ! -f $VENV/complete ]] || return 0
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        install_packages python3-venv
    fi
    say "installing Python packages into $VENV"
    rm -rf "$VENV"
    quietly "$LOGS/venv.log" "making a Python environment" "$python" -m venv "$VENV"
    quietly "$LOGS/pip.log" "installing Python packages" \
        "$VENV/bin/python" -m pip install --disable-pip-version-check --prefer-binary \
        -r "$REPO/bin/lib/requirements.txt"
    printf '#!/bin/sh\nexec "%s/bin/python" -m odoo "$@"\n' "$VENV" >"$VENV/bin/odoo"
    chmod +x "$VENV/bin/odoo"
    touch "$VENV/complete"
}
