from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools import breaker
from ..caller import check_caller


class MortgageSendRun(models.Model):
    """Letting a stopped run go on, or calling it off: a person with a reason, and a
    second person where it reaches many."""

    _inherit = "mortgage.send.run"

    def _is_mass(self):
        """Whether a second person has to agree, by the rule of today."""
        self.ensure_one()
        rules = breaker.in_force(
            self.env["mortgage.breaker.rule"]._values_in_force(),
            self.company_id.id,
            fields.Datetime.now(),
        )
        size = breaker.mass_size(rules)
        messages = self.env["mortgage.touch"].sudo().search_count
        return size is not None and messages([("run_id", "=", self.id)]) >= size

    def _resume(self, reason):
        """Let this run go on for ``reason``; where it is a mass run the first person
        asks and another one lets it go. Return whether it goes on."""
        self._check_may_settle(reason)
        run, user = self.sudo(), self.env.user
        if not run._is_mass():
            run._go_on(reason)
        elif not run.asked_by_id:
            run.write({"asked_by_id": user.id, "asked_reason": reason})
            run._log("asked", asked_reason=reason)
            run._tell_second_person()
        elif run.asked_by_id == user:
            raise UserError(
                self.env._(
                    "You asked already. This run reaches many: another manager or"
                    " compliance officer has to agree."
                )
            )
        else:
            run._go_on(reason)
        return run.state == "running"

    def _call_off(self, reason):
        """Call the rest of this run off; what left has left."""
        self._check_may_settle(reason)
        run = self.sudo()
        run.write({"state": "called_off", "resume_reason": reason})
        run._log("called_off", called_off_reason=reason)
        run.touch_ids._cancel(self.env._("Its run was called off: %s", reason))

    def _check_may_settle(self, reason):
        self.ensure_one()
        self.check_access("read")
        check_caller(
            self.env,
            ("group_compliance", "group_manager"),
            self.env._("decide about a stopped run"),
        )
        if self.state != "stopped":
            raise UserError(self.env._("This run is not stopped."))
        if not (reason or "").strip():
            raise UserError(self.env._("Say why: it is kept in the record."))

    def _tell_second_person(self):
        others = self._people() - self.asked_by_id
        self.message_notify(
            partner_ids=others.partner_id.ids,
            subject=self.env._("Agree, or not: %s", self.display_name),
            body=self.env._(
                "%(who)s asks to let it go on: %(why)s. It was stopped because:"
                " %(reason)s",
                who=self.asked_by_id.name,
                why=self.asked_reason,
                reason=self.reason,
            ),
        )

    def _go_on(self, reason):
        """Let the run send again: what a person accepted does not stop it anew until it
        is twice as much."""
        waiting = self.touch_ids.filtered(lambda touch: touch.state == "held")
        self._log(
            "resumed",
            resume_reason=reason,
            asked_by=self.asked_by_id.id,
            asked_reason=self.asked_reason or "",
        )
        self.write(
            {
                "state": "running",
                "accepted": {
                    **(self.accepted or {}),
                    self.rule_id.code: self.measured,
                },
                "senders": self._senders_seen(),
                "from_address": self.touch_ids[:1]._run_from_address(),
                "resumed_by_id": self.env.uid,
                "resumed_at": fields.Datetime.now(),
                "resume_reason": reason,
            }
        )
        waiting.filtered(lambda touch: touch.rule_code == self.rule_id.code)._let_go()
        self.company_id._mortgage_spread_overdue(SQL("run_id = %s", self.id))

    def _senders_seen(self):
        if self.rule_id.kind != "sender":
            return self.senders
        swapped = self.touch_ids.filtered(lambda touch: touch.run_flaw == "sender")
        swapped.run_flaw = False
        return sorted({*(self.senders or ()), *swapped.user_id.ids})
