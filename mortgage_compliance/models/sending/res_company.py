from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

SWITCHES = ("group_manager", "group_admin", "group_compliance")


class ResCompany(models.Model):
    """The switch that stops all automatic messages of a company."""

    _inherit = "res.company"

    mortgage_stopped = fields.Boolean(
        "Automatic messages stopped", readonly=True, copy=False
    )
    mortgage_stop_reason = fields.Char("Why stopped", readonly=True, copy=False)

    def action_mortgage_stop(self, reason):
        """Stop every automatic message of these companies, from this moment on."""
        self._mortgage_check_switch()
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the messages are stopped."))
        self._mortgage_switch("stop", reason.strip())
        return True

    def action_mortgage_resume(self):
        """Let messages go again; those that came due meanwhile are spread out."""
        self._mortgage_check_switch()
        self._mortgage_switch("resume", "")
        self._mortgage_spread_overdue()
        return True

    def _mortgage_switch_effect(self):
        """Return in words what stopping this company, or letting it go on, would do."""
        self.ensure_one()
        now = fields.Datetime.now()
        if self.mortgage_stopped:
            due = self._mortgage_count_messages(now)
            minutes = -(-due // self._mortgage_resume_rate())
            return self.env._(
                "Resuming now lets %(due)s messages go that have come due, %(rate)s a"
                " minute: the last one in %(minutes)s minutes. Each is judged again.",
                due=due,
                rate=self._mortgage_resume_rate(),
                minutes=minutes,
            )
        local = fields.Datetime.context_timestamp(self, now)
        midnight = local.replace(hour=23, minute=59, second=59)
        today = self._mortgage_count_messages(now + (midnight - local))
        return self.env._(
            "Stopping now holds %(today)s messages of today and all later ones; what"
            " LOs write to borrowers by hand waits, too.",
            today=today,
        )

    def _mortgage_count_messages(self, until):
        """Return how many messages of the company are to leave up to ``until``."""
        return (
            self.env["mortgage.touch"]
            .sudo()
            .search_count(
                [
                    ("company_id", "=", self.id),
                    ("channel", "in", ("email", "sms")),
                    ("state", "in", ("planned", "held")),
                    ("ready_at", "<=", until),
                ]
            )
        )

    def _mortgage_resume_rate(self):
        """Return how many messages leave each minute after a stop."""
        parameters = self.env["ir.config_parameter"].sudo()
        rate = parameters.get_param("mortgage_compliance.resume_per_minute", 30)
        return max(int(rate), 1)

    def _mortgage_check_switch(self):
        if self.env.su:
            return
        user = self.env.user
        if not any(user.has_group(f"mortgage_compliance.{name}") for name in SWITCHES):
            raise AccessError(
                self.env._(
                    "Managers, mortgage administrators and compliance officers may stop"
                    " and resume messages."
                )
            )
        if self - user.company_ids:
            raise AccessError(self.env._("That is not one of your companies."))

    def _mortgage_switch(self, event, reason):
        self.sudo().write(
            {"mortgage_stopped": event == "stop", "mortgage_stop_reason": reason}
        )
        self.env["mortgage.ledger.entry"].sudo()._append(
            [
                {
                    "event": event,
                    "company_id": company.id,
                    "res_model": company._name,
                    "res_id": company.id,
                    "payload": {"reason": reason},
                }
                for company in self
            ]
        )
        self.env["mortgage.sending"]._announce()

    def _mortgage_spread_overdue(self, which=None):
        """Give the touches that are overdue their turns, some each minute: all of these
        companies', or ``which`` of them as a condition in SQL."""
        now = fields.Datetime.now()
        Touch = self.env["mortgage.touch"]
        Touch.flush_model()
        # Not the ORM: thousands of rows, each with a moment of its own.
        turns = self.env.execute_query(
            SQL(
                """
                UPDATE mortgage_touch touch
                   SET ready_at = %(now)s
                        + div(turn.number - 1, %(rate)s) * interval '1 minute'
                  FROM (SELECT id, row_number() OVER
                                   (ORDER BY priority, ready_at, id) AS number
                          FROM mortgage_touch
                         WHERE company_id = ANY(%(companies)s)
                           AND state IN ('planned', 'held')
                           AND ready_at <= %(now)s AND %(which)s) turn
                 WHERE turn.id = touch.id
             RETURNING div(turn.number - 1, %(rate)s)
                """,
                now=now,
                rate=self._mortgage_resume_rate(),
                companies=list(self.ids),
                which=which or SQL("TRUE"),
            )
        )
        Touch.invalidate_model(["ready_at"], flush=False)
        minutes = {int(minute) for (minute,) in turns}
        Touch._ask_dispatcher(now + timedelta(minutes=minute) for minute in minutes)
