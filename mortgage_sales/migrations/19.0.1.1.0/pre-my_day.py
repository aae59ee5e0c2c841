"""My day was a list of tasks and is a screen of its own now, at the same address."""


def migrate(cr, version):
    """Free the address, which is unique: the new screen takes it as it loads."""
    cr.execute("UPDATE ir_actions SET path = NULL WHERE path = 'mortgage-day'")
