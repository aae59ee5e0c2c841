from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ...tools.quoted import beginning

# An LO answered and the borrower says nothing: after this long "Went quiet" starts.
QUIET_AFTER = timedelta(days=2)
QUOTED_LENGTH = 80
MOMENTS = frozenset(["mortgage_replied_at", "mortgage_talked_at", "mortgage_quiet_at"])


class CrmLead(models.Model):
    """What a borrower's answer does: the plan waits, a person is asked to answer."""

    _inherit = "crm.lead"

    mortgage_replied_at = fields.Datetime(
        "Borrower wrote", readonly=True, copy=False, help="The last answer."
    )
    mortgage_talked_at = fields.Datetime(
        "Talked to", readonly=True, copy=False, help="The last live conversation."
    )
    mortgage_quiet_at = fields.Datetime(
        "Quiet from",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="If the borrower says nothing until then, Went quiet starts.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._mortgage_check_moments(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._mortgage_check_moments(vals)
        return super().write(vals)

    def _mortgage_check_moments(self, vals):
        """What a borrower did is noted by what happens, not written by hand."""
        if not self.env.su and not MOMENTS.isdisjoint(vals):
            raise AccessError(
                self.env._("When a borrower answered or talked is not set by hand.")
            )

    def _mortgage_on_reply(self, channel, body, touches, message=None):
        result = super()._mortgage_on_reply(channel, body, touches, message)
        leads = self.sudo().filtered("is_mortgage")
        leads.write(
            {"mortgage_replied_at": fields.Datetime.now(), "mortgage_quiet_at": False}
        )
        leads._mortgage_running_plans()._pause(self._mortgage_answer_words(channel))
        leads._mortgage_ask_for_answer(channel, beginning(body, QUOTED_LENGTH))
        leads._mortgage_stage_at_least("stage_contacted")
        return result

    def _mortgage_answer_words(self, channel):
        if channel == "sms":
            return self.env._("The borrower answered by text")
        if channel == "email":
            return self.env._("The borrower answered by email")
        return self.env._("The borrower called back")

    def _mortgage_on_opt_out(self, points, scope):
        result = super()._mortgage_on_opt_out(points, scope)
        leads = self.sudo()
        reason = self.env._("Opted out")
        leads._mortgage_running_plans()._stop(reason)
        if scope in ("all", "phone"):
            leads._mortgage_waiting_calls()._mortgage_call_off(reason)
        leads.filtered("mortgage_quiet_at").write({"mortgage_quiet_at": False})
        return result

    def _mortgage_on_touch_outcome(self, touches, outcome):
        result = super()._mortgage_on_touch_outcome(touches, outcome)
        if outcome != "sent":
            return result
        written = touches.filtered(
            lambda touch: touch.origin == "manual" and touch.channel in ("email", "sms")
        )
        answered = self.sudo().filtered(
            lambda lead: lead.id in set(written.mapped("res_id"))
        )
        answered._mortgage_answered()
        return result

    def _mortgage_answered(self):
        """An LO answered what the borrower wrote: the ball is in the other court."""
        replied = self.filtered("mortgage_replied_at")
        replied.write({"mortgage_quiet_at": fields.Datetime.now() + QUIET_AFTER})
        replied._mortgage_close_answer_tasks()

    @api.model
    def _cron_start_went_quiet(self):
        """Start "Went quiet" where the borrower left an LO's answer unanswered."""
        now = fields.Datetime.now()
        quiet = self.search(Domain("mortgage_quiet_at", "<=", now), limit=1000)
        if not quiet:
            return
        since = {lead: lead.mortgage_quiet_at - QUIET_AFTER for lead in quiet}
        quiet.write({"mortgage_quiet_at": False})
        past = quiet._mortgage_reasons_to_stop()
        open_leads = quiet.filtered(lambda lead: lead.id not in past)
        by_company = open_leads.grouped(
            lambda lead: lead.company_id or self.env.company
        )
        for company, leads in by_company.items():
            plan = self.env["mortgage.cadence"]._by_code("went_quiet", company)
            if not plan:
                continue
            leads._mortgage_running_plans()._stop(
                self.env._("%(plan)s takes over", plan=plan.name)
            )
            for counted_from, same in leads.grouped(since.get).items():
                plan._enroll(same, counted_from)
