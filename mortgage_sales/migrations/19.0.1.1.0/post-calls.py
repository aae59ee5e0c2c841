"""How a call went stood on its task only; the contact says it now, too."""


def migrate(cr, version):
    """Copy what was logged to the contacts whose calls were made."""
    cr.execute(
        """
        UPDATE mortgage_touch touch
           SET call_outcome = task.mortgage_outcome
          FROM mail_activity task
         WHERE task.mortgage_touch_id = touch.id
           AND task.mortgage_outcome IS NOT NULL
           AND touch.call_outcome IS NULL
        """
    )
