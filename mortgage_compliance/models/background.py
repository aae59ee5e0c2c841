"""Long walks in the background: begun by a button, batch by batch under a cron."""

from odoo import modules


def begin_now(env, cron, message):
    """Run the cron of that xml id as soon as it can; return the notification that says
    so in ``message`` and shows the list anew."""
    env.ref(cron).sudo()._trigger()
    return {
        "type": "ir.actions.client",
        "tag": "display_notification",
        "params": {
            "type": "info",
            "message": message,
            "next": {"type": "ir.actions.client", "tag": "soft_reload"},
        },
    }


def commit_step(record, remaining):
    """Commit what was done to ``record``; return whether there is time for more.

    ``remaining`` says how many steps or records are left. As Odoo's own queues do, it
    commits nothing in a test, which is one transaction.
    """
    record.flush_recordset()
    if modules.module.current_test:
        return True
    commit = record.env["ir.cron"]._commit_progress
    return bool(commit(1, remaining=int(remaining)))
