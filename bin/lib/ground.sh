# Everything that the tools in bin/ stand on. Source this, then call prepare_ground.

GROUND=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
for part in say paths system odoo python postgres odoo-conf templates; do
    # shellcheck source=/dev/null
    source "$GROUND/$part.sh"
done

prepare_ground() {
    need_disk
    prepare_odoo
    prepare_python
    prepare_postgres
    export PATH=$VENV/bin:$PATH PYTHONPATH=$ODOO_HOME VIRTUAL_ENV=$VENV
    export ODOO_NOTIFY_CRON_CHANGES=1
}
