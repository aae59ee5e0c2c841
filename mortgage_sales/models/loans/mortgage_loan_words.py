from odoo import fields, models
from odoo.tools.misc import format_date

NEAR_DAYS = 6


class MortgageLoan(models.Model):
    """How a file's dates and dangers are said."""

    _inherit = "mortgage.loan"

    def _age_words(self, days, allowed):
        if self.is_stalled:
            return self.env._(
                "%(days)s business days, %(allowed)s allowed",
                days=days,
                allowed=allowed,
            )
        if allowed:
            return self.env._(
                "%(days)s of %(allowed)s business days", days=days, allowed=allowed
            )
        if days == 1:
            return self.env._("1 business day")
        return self.env._("%(days)s business days", days=days)

    def _hard_date_words(self, code, day):
        said = self._day_words(day)
        is_past = day < fields.Date.context_today(self)
        if code == "le" and is_past:
            return self.env._("Loan Estimate was due %(day)s", day=said)
        if code == "le":
            return self.env._("Loan Estimate due %(day)s", day=said)
        if code == "cd" and is_past:
            return self.env._("CD had to be received by %(day)s", day=said)
        if code == "cd":
            return self.env._("CD must be received by %(day)s", day=said)
        if code == "lock" and is_past:
            return self.env._("Lock expired %(day)s", day=said)
        if code == "lock":
            return self.env._("Lock expires %(day)s", day=said)
        if is_past:
            return self.env._("Closing was %(day)s", day=said)
        return self.env._("Closing %(day)s", day=said)

    def _danger_words(self, danger):
        said = danger.day and self._day_words(danger.day)
        closes = self.closing_on and self._day_words(self.closing_on)
        words = {
            "lock_expired": lambda: self.env._("lock expired %(day)s", day=said),
            "lock_expires": lambda: self._lock_left_words(danger.urgency),
            "lock_before_closing": lambda: self.env._(
                "lock expires %(day)s, before closing %(closing)s",
                day=said,
                closing=closes,
            ),
            "le_late": lambda: self.env._("Loan Estimate was due %(day)s", day=said),
            "cd_missing": lambda: self.env._(
                "closing %(closing)s, CD not received", closing=closes
            ),
            "cd_late": lambda: self.env._(
                "closing %(closing)s cannot hold: CD not received by %(day)s",
                closing=closes,
                day=said,
            ),
            "too_early": lambda: self.env._(
                "closing %(closing)s is too early: %(day)s is the first legal day",
                closing=closes,
                day=said,
            ),
            "not_funded": lambda: self.env._(
                "closing was %(closing)s, not funded", closing=closes
            ),
            "stalled": lambda: self.env._(
                "%(days)s business days in %(milestone)s, %(allowed)s allowed",
                days=self.milestone_days,
                milestone=self.milestone_id.name,
                allowed=self.milestone_id.allowed_days,
            ),
            "conditions": lambda: (
                self.env._("1 condition overdue")
                if danger.count == 1
                else self.env._("%(count)s conditions overdue", count=danger.count)
            ),
        }
        return words[danger.code]()

    def _lock_left_words(self, days):
        if days == 0:
            return self.env._("lock expires today")
        if days == 1:
            return self.env._("lock expires tomorrow")
        return self.env._("lock expires in %(days)s days", days=days)

    def _danger_action(self, danger):
        """Return what to do about it, as an order to whoever works on the file."""
        code = danger.code
        if code == "lock_expired":
            return self.env._("Lock again, or ask for an extension")
        if code in ("lock_expires", "lock_before_closing"):
            return self.env._("Extend the lock or close before")
        if code == "le_late":
            return self.env._("Send the Loan Estimate today, tell compliance")
        if code == "cd_missing":
            return self.env._("Get the CD out and its receipt confirmed")
        if code in ("cd_late", "too_early"):
            return self.env._("Move the closing")
        if code == "not_funded":
            return self.env._("Ask what funding waits for")
        if code == "stalled":
            return self.env._("Ask what the file waits for")
        return self.env._("Chase the overdue conditions")

    def _day_words(self, day):
        """Return "today", "Fri" of the next six days, else "Thu Dec 4"."""
        ahead = (day - fields.Date.context_today(self)).days
        if ahead == 0:
            return self.env._("today")
        if ahead == 1:
            return self.env._("tomorrow")
        near = 1 < ahead <= NEAR_DAYS
        return format_date(self.env, day, date_format="EEE" if near else "EEE MMM d")
