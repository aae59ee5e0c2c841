# The configuration that every Odoo of these tools starts from; each tool adds its own lines.

# Usage: write_odoo_conf FILE [LINE…]
write_odoo_conf() {
    local file=$1
    shift
    mkdir -p "$(dirname "$file")"
    {
        # skip_auto_install keeps out the modules that send borrowers' data to outside services,
        # the publisher's address the weekly report about this database.
        cat <<-CONF
	[options]
	addons_path = $REPO
	data_dir = $CACHE/data
	skip_auto_install = True
	list_db = False
	publisher_warranty_url = http://127.0.0.1:9/
	CONF
        printf '%s\n' "$@"
    } >"$file"
}
