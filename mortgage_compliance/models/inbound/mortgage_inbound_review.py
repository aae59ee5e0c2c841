from datetime import datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ...tools.holidays import next_business_day
from .mortgage_inbound_words import CHANNEL_SCOPES

# Nobody is at work later.
DAY_ENDS = time(17)
TODO = "mail.mail_activity_data_todo"


class MortgageInboundMessage(models.Model):
    """Answers of which only a person can say whether they are an opt-out.

    Marketing on that channel waits from the moment the answer came, without end: a day
    that is over makes the question louder, it does not answer it.
    """

    _inherit = "mortgage.inbound.message"

    decide_by = fields.Datetime(
        "Decide by", readonly=True, help="The end of one business day."
    )
    reviewer_id = fields.Many2one("res.users", "Who decides", readonly=True)
    escalated_at = fields.Datetime("Overdue told at", readonly=True)
    decided_at = fields.Datetime("Reviewed at", readonly=True)
    is_overdue = fields.Boolean(compute="_compute_is_overdue")

    # Serves the hourly look for overdue reviews.
    _review_idx = models.Index("(decide_by) WHERE state = 'review'")

    @api.depends("state", "decide_by")
    def _compute_is_overdue(self):
        now = fields.Datetime.now()
        for message in self:
            message.is_overdue = (
                message.state == "review"
                and bool(message.decide_by)
                and message.decide_by < now
            )

    def _hold_for_review(self):
        """Hold marketing on this channel and ask compliance what the borrower meant."""
        point = self._reachable_point()
        suppression = self.env["mortgage.suppression"].sudo()
        active = suppression._active(point.ids).get(point.id, set())
        if not point or active & {"all", "email", "phone", "sms"}:
            # Nothing goes there as it is.
            return
        suppression._suppress(point.ids, self.channel, "in_review", self.body)
        reviewer = self._reviewers()[:1]
        decide_by = self._end_of_next_business_day()
        self.write({"state": "review", "reviewer_id": reviewer, "decide_by": decide_by})
        self.activity_schedule(
            TODO,
            date_deadline=decide_by.date(),
            summary=self.env._("Does this borrower want no more messages?"),
            user_id=reviewer.id,
        )

    def _end_of_next_business_day(self):
        zone = ZoneInfo(self.company_id.partner_id.tz or "America/New_York")
        here = fields.Datetime.now().replace(tzinfo=timezone.utc).astimezone(zone)
        day = next_business_day(here.date())
        end = datetime.combine(day, DAY_ENDS, tzinfo=zone)
        return end.astimezone(timezone.utc).replace(tzinfo=None)

    def _reviewers(self):
        """Return who may decide: compliance, or administrators where nobody is."""
        for xmlid in ("group_compliance", "group_admin"):
            users = self.env.ref(f"mortgage_compliance.{xmlid}").sudo().all_user_ids
            users = users.filtered(
                lambda user: (
                    user.active
                    and not user._is_superuser()
                    and self.company_id in user.company_ids
                )
            )
            if users:
                return users.sorted("id")
        return self.env["res.users"]

    def _close_reviews(self, points):
        waiting = self.sudo().search(
            [("state", "=", "review"), ("point_id", "in", points.ids)]
        )
        waiting._decide()

    def _decide(self):
        """End these reviews: what waited for them is judged again at once."""
        if not self:
            return
        suppression = self.env["mortgage.suppression"].sudo()
        for channel, messages in self.grouped("channel").items():
            held = suppression.search(
                [
                    ("point_id", "in", messages.point_id.ids),
                    ("scope", "=", channel),
                    ("reason", "=", "in_review"),
                    ("lifted_at", "=", False),
                ]
            )
            suppression._lift(held.point_id.ids, channel, self.env._("Reviewed"))
        self.write(
            {
                "state": "decided",
                "decided_by_id": self.env.uid,
                "decided_at": fields.Datetime.now(),
            }
        )
        self.activity_unlink([TODO])
        self.env["mortgage.touch"]._release(["opt_out.review"])

    def action_opt_out(self):
        """The borrower meant it: no more messages on this channel."""
        for message in self._for_reviewer():
            message.meaning = "opt_out"
            message._revoke(CHANNEL_SCOPES[message.channel], confirmed=True)
        return True

    def action_not_opt_out(self):
        """The borrower meant something else: messages may go on."""
        messages = self._for_reviewer()
        messages.meaning = "none"
        messages._decide()
        self.env["mortgage.ledger.entry"].sudo()._append(
            [message._ledger_values("review", opt_out=False) for message in messages]
        )
        return True

    def _for_reviewer(self):
        user = self.env.user
        if not self.env.su and not user.has_group(
            "mortgage_compliance.group_compliance"
        ):
            raise AccessError(self.env._("Compliance decides what a borrower meant."))
        self.check_access("read")
        return self.sudo().filtered(lambda message: message.state == "review")

    @api.model
    def _cron_escalate_reviews(self):
        """Tell everybody who may decide, once, that a business day went by."""
        overdue = self.sudo().search(
            [
                ("state", "=", "review"),
                # Without a time: from before there was a clock.
                "|",
                ("decide_by", "=", False),
                ("decide_by", "<", fields.Datetime.now()),
                ("escalated_at", "=", False),
            ]
        )
        for message in overdue:
            for user in message._reviewers():
                message.activity_schedule(
                    TODO,
                    date_deadline=fields.Date.context_today(message)
                    - timedelta(days=1),
                    summary=message.env._("Overdue: is this an opt-out?"),
                    user_id=user.id,
                )
        overdue.escalated_at = fields.Datetime.now()
