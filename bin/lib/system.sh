# Debian packages that must be installed on the machine itself.

as_root() {
    if ((EUID == 0)); then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        die "Root is needed for: $*" "Run this as root, or install sudo, or have an administrator run that command."
    fi
}

need_apt() {
    command -v apt-get >/dev/null ||
        die "There is no apt-get here: these tools set themselves up on Debian 12 or 13." \
            "Elsewhere set ODOO_HOME to a directory holding odoo/ and have PostgreSQL and Chromium installed."
}

install_packages() {
    need_apt
    say "installing Debian packages: $*"
    quietly "$LOGS/apt-update.log" "apt-get update" as_root apt-get update
    quietly "$LOGS/apt-install.log" "apt-get install $*" \
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"
}

prepare_chromium() {
    if ! command -v chromium >/dev/null; then
        install_packages chromium
    fi
}
