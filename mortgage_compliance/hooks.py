from odoo.tools import SQL

# The evidence outlives the addon, under names that no later install takes.
KEPT_TABLES = {
    "mortgage_ledger_entry": "mortgage_archive_ledger_entry",
    "mortgage_ledger_seal": "mortgage_archive_ledger_seal",
    "mortgage_ledger_anchor": "mortgage_archive_ledger_anchor",
    "mortgage_archive": "mortgage_archive_messages",
    "mortgage_person_salt": "mortgage_archive_person_salt",
    "mortgage_complaint": "mortgage_archive_complaints",
    "mortgage_journal_message": "mortgage_archive_journal",
    "mortgage_privacy_request": "mortgage_archive_privacy_requests",
}


def post_init_hook(env):
    """The database that the addon is first installed on is the one that may send."""
    env["mortgage.sending"]._bind()


def uninstall_hook(env):
    """Keep the evidence as plain tables, without triggers and foreign keys."""
    # Odoo knows of no model that these tables are of.
    env.cr.execute(
        "DROP TABLE IF EXISTS mortgage_dnc_number, mortgage_ledger_floor,"
        " mortgage_hold_fence"
    )
    for table, kept in KEPT_TABLES.items():
        # An earlier uninstall left one: number the new one.
        taken = env.execute_query(
            SQL(
                "SELECT count(*) FROM information_schema.tables"
                " WHERE table_name LIKE %s",
                f"{kept}%",
            )
        )[0][0]
        name = f"{kept}_{taken + 1}" if taken else kept
        _drop_triggers(env, table)
        _drop_foreign_keys(env, table)
        env.cr.execute(
            SQL(
                "ALTER TABLE %s RENAME TO %s",
                SQL.identifier(table),
                SQL.identifier(name),
            )
        )
        _rename_indexes(env, name)


def _drop_triggers(env, table):
    triggers = env.execute_query(
        SQL(
            "SELECT tgname FROM pg_trigger"
            " WHERE tgrelid = to_regclass(%s) AND NOT tgisinternal",
            table,
        )
    )
    for (trigger,) in triggers:
        env.cr.execute(
            SQL(
                "DROP TRIGGER %s ON %s",
                SQL.identifier(trigger),
                SQL.identifier(table),
            )
        )


def _drop_foreign_keys(env, table):
    """What is kept must not keep the host from deleting a user or a company."""
    keys = env.execute_query(
        SQL(
            "SELECT conname FROM pg_constraint"
            " WHERE conrelid = to_regclass(%s) AND contype = 'f'",
            table,
        )
    )
    for (key,) in keys:
        env.cr.execute(
            SQL(
                "ALTER TABLE %s DROP CONSTRAINT %s",
                SQL.identifier(table),
                SQL.identifier(key),
            )
        )


def _rename_indexes(env, table):
    """Leave the names of the indexes to a later install, which makes them only where
    their names are free."""
    indexes = env.execute_query(
        SQL(
            "SELECT indexname FROM pg_indexes"
            " WHERE schemaname = current_schema AND tablename = %s ORDER BY 1",
            table,
        )
    )
    for number, (index,) in enumerate(indexes, 1):
        env.cr.execute(
            SQL(
                "ALTER INDEX %s RENAME TO %s",
                SQL.identifier(index),
                SQL.identifier(f"{table}_index_{number}"),
            )
        )
