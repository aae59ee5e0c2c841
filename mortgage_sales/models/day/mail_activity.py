from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

from odoo import fields, models
from odoo.exceptions import UserError

LATER = {"15_minutes": timedelta(minutes=15), "1_hour": timedelta(hours=1)}
TOMORROW = "tomorrow"


class MailActivity(models.Model):
    """What an LO does with a task that cannot be done now: later, or somebody else."""

    _inherit = "mail.activity"

    # Not the due moment itself: how late a borrower was answered stays to be seen.
    mortgage_snoozed_until = fields.Datetime("Moved to", readonly=True, copy=False)

    def action_mortgage_later(self, choice):
        """Put these tasks off: ``15_minutes``, ``1_hour`` or ``tomorrow`` morning, when
        the person's shift begins. Return until when each is put off."""
        self.check_access("write")
        if choice not in (*LATER, TOMORROW):
            raise UserError(
                self.env._(
                    "choice: take one of %(choices)s.",
                    choices=", ".join((*LATER, TOMORROW)),
                )
            )
        moments = {}
        for user, tasks in self.grouped("user_id").items():
            until = (
                user._mortgage_tomorrow_morning()
                if choice == TOMORROW
                else fields.Datetime.now() + LATER[choice]
            )
            tasks._mortgage_put_off(until)
            moments |= dict.fromkeys(tasks.ids, fields.Datetime.to_string(until))
        return {str(task_id): moment for task_id, moment in moments.items()}

    def _mortgage_put_off(self, until):
        self.mortgage_snoozed_until = until
        for user, tasks in self.grouped("user_id").items():
            zone = ZoneInfo(user.tz or "UTC")
            day = until.replace(tzinfo=UTC).astimezone(zone).date()
            # Odoo's own lists show the day only.
            tasks.filtered(lambda task, day=day: task.date_deadline < day).write(
                {"date_deadline": day}
            )

    def action_mortgage_pass_on(self, reason):
        """Ask the manager of the lead's team to give the lead to somebody else."""
        self.check_access("write")
        self.ensure_one()
        lead = self.env["crm.lead"].browse(self.res_id)
        lead.check_access("write")
        if not (reason or "").strip():
            raise UserError(self.env._("reason: say why somebody else should take it."))
        manager = lead.sudo().team_id.user_id
        if not manager or manager == self.env.user:
            raise UserError(
                self.env._(
                    "There is nobody to ask: %(team)s has no other manager. Whoever"
                    " leads it can change the loan officer on the lead.",
                    team=lead.sudo().team_id.name,
                )
            )
        lead.sudo()._mortgage_ask_hand_over(self.env.user, manager, reason.strip())
        return manager.name
