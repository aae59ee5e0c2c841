# Odoo 19 from Debian's sid, unpacked beside the system and never installed into it.

FROM_SID=(odoo-19 libjs-jquery libjs-jquery-form libjs-underscore fonts-montserrat fonts-roboto-unhinted)
# sid's Font Awesome 7 has no icon under the names that Odoo uses; the released suite still has 4.7.
FROM_OWN_SUITE=(fonts-font-awesome fonts-inconsolata fonts-ocr-b)

prepare_odoo() {
    if [[ -n ${ODOO_HOME:-} ]]; then
        [[ -f $ODOO_HOME/odoo/release.py ]] ||
            die "ODOO_HOME is $ODOO_HOME, which does not hold odoo/release.py."
    else
        ODOO_HOME=$PREFIX/usr/lib/python3/dist-packages
        if [[ ! -f $PREFIX/complete ]]; then
            with_setup_lock unpack_odoo
        fi
    fi
    export ODOO_HOME
    grep -qE 'version_info = \(19, 0,' "$ODOO_HOME/odoo/release.py" ||
        die "The Odoo in $ODOO_HOME is not 19.0; these addons are for 19.0."
}

odoo_version() {
    if [[ $ODOO_HOME == "$PREFIX"/* ]]; then
        cat "$PREFIX/complete"
    else
        sed -nE 's/^version_info = \(19, 0, ([0-9]+).*/19.0.\1/p' "$ODOO_HOME/odoo/release.py"
    fi
}

unpack_odoo() {
    [[ ! -f $PREFIX/complete ]] || return 0
    if ! have_all_debs; then
        fetch_debs
    fi
    say "unpacking Odoo"
    rm -rf "$PREFIX"
    mkdir -p "$PREFIX"
    local deb
    for deb in "$DEBS"/*.deb; do
        quietly "$LOGS/unpack.log" "unpacking $(basename "$deb")" dpkg -x "$deb" "$PREFIX"
    done
    mend_odoo
    dpkg-deb -f "$DEBS"/odoo-19_*.deb Version >"$PREFIX/complete"
    say "Odoo $(cat "$PREFIX/complete") is in $PREFIX"
}

mend_odoo() {
    local addons=$PREFIX/usr/lib/python3/dist-packages/odoo/addons dangling
    # An optional video effect that Debian leaves out; a missing bundle file fails every browser test.
    mkdir -p "$addons/mail/static/lib/selfie_segmentation"
    touch "$addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"
    dangling=$(find "$PREFIX" -xtype l)
    [[ -z $dangling ]] || die "The unpacked Odoo has links that lead nowhere:" "$dangling"
}

have_all_debs() {
    local name
    for name in "${FROM_SID[@]}" "${FROM_OWN_SUITE[@]}"; do
        compgen -G "$DEBS/${name}_*.deb" >/dev/null || return 1
    done
}

# Kept packages are used first, so that a sid which has moved on to Odoo 20 breaks nobody.
fetch_debs() {
    need_apt
    local apt_home=$CACHE/apt repository suite keyring
    read -r repository suite < <(debian_repository)
    keyring=$(debian_keyring)
    say "fetching Odoo 19 from Debian sid (about 100 MB)"
    rm -rf "$apt_home"
    mkdir -p "$apt_home"/{lists/partial,cache/archives/partial} "$DEBS"
    printf 'deb [signed-by=%s] %s %s main\n' \
        "$keyring" "$repository" sid "$keyring" "$repository" "$suite" >"$apt_home/sources.list"
    quietly "$LOGS/sid-update.log" "reading the package list of sid" private_apt update
    (
        cd "$DEBS"
        rm -f ./*.deb
        quietly "$LOGS/sid-download.log" "downloading Odoo 19" private_apt download \
            "${FROM_SID[@]/%//sid}" "${FROM_OWN_SUITE[@]/%//$suite}"
    )
    have_all_debs || die "Debian's sid did not give all packages of Odoo 19." "See $LOGS/sid-download.log"
    rm -rf "$apt_home"
}

private_apt() {
    local apt_home=$CACHE/apt
    # The download user _apt cannot enter a private home directory.
    apt-get -o Dir::Etc::SourceList="$apt_home/sources.list" -o Dir::Etc::SourceParts=- \
        -o Dir::Etc::Preferences=- -o Dir::Etc::PreferencesParts=- \
        -o Dir::State::Lists="$apt_home/lists" -o Dir::Cache="$apt_home/cache" \
        -o APT::Sandbox::User="$(id -un)" -o APT::Update::Error-Mode=any "$@"
}

# Prints "repository suite" of the machine's own Debian, as apt itself reads its sources in either format.
debian_repository() {
    local codename
    codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-stable}")
    apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
        awk -v codename="$codename" '
            $3 == "main" && ($2 == codename || $2 ~ /^(old)?stable$/) { print $1, $2; found = 1; exit }
            END { exit !found }' ||
        die "No Debian mirror with the suite $codename is configured in /etc/apt." \
            "Add one to /etc/apt/sources.list.d and run this again."
}

debian_keyring() {
    local entry file keyring
    entry=$(apt-get indextargets --format '$(SOURCESENTRY)' 'Created-By: Packages' | head -n 1)
    file=${entry%:*}
    keyring=$(grep -oiE 'signed-by[=:] *(/[^] ]+)' "$file" 2>/dev/null | grep -oE '/.*' | head -n 1 || true)
    for file in "$keyring" /usr/share/keyrings/debian-archive-keyring.{pgp,gpg}; do
        if [[ -f $file ]]; then
            echo "$file"
            return
        fi
    done
    die "The keyring of Debian's archive is missing." "Install the package debian-archive-keyring."
}
