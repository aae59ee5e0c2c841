from datetime import datetime, timezone

from odoo import models

from ...tools.places import state_name
from ..dnc.mortgage_dnc_list import WARN_DAYS

HOURS = 24


class MortgageReadiness(models.AbstractModel):
    """Whether the do-not-call lists are here, young enough, and cover the borrowers."""

    _inherit = "mortgage.readiness"

    def _codes(self):
        codes = super()._codes()
        position = codes.index("registrations") + 1
        return [*codes[:position], "dnc_lists", "reassigned", *codes[position:]]

    def _item_dnc_lists(self):
        missing, old, soon = self._dnc_state()
        state, detail = "set", self.env._("Loaded and young enough.")
        if missing or old:
            state = "missing"
            detail = " ".join(
                filter(
                    None,
                    [
                        missing and self.env._("Not loaded: %s.", ", ".join(missing)),
                        old and self.env._("Older than 31 days: %s.", ", ".join(old)),
                    ],
                )
            )
        elif soon:
            state = "warning"
            detail = self.env._("Soon too old: %s.", ", ".join(soon))
        return self._item(
            "dnc_lists",
            self.env._("Do-not-call lists"),
            state,
            detail,
            section="company",
            holds_back=self.env._(
                "marketing calls and texts to people who neither asked nor did business"
                " with you"
            ),
            who="compliance",
            action=self._window("mortgage.dnc.list", self.env._("Do-not-call lists")),
        )

    def _dnc_state(self):
        """Return, in words, the lists that are missing, too old, and soon too old."""
        now = datetime.now(timezone.utc)
        lists = self.env["mortgage.dnc.list"]._in_use()
        book = self.env["mortgage.contact.policy"]._rulebook()
        licensed = self._licenses([False]).mapped("state")
        missing, old, soon = [], [], []
        for rule in book.of("dnc", self.env.company.id, now):
            state = rule.states[0] if rule.states else ""
            if state and state not in licensed:
                continue
            name = state_name(state) if state else self.env._("national registry")
            answering = lists.answering(state, "") or (
                not state and lists.youngest("national")
            )
            if not answering:
                missing.append(name)
            elif answering.is_older(rule.period_hours, now):
                old.append(name)
            elif answering.is_older(WARN_DAYS * HOURS, now):
                soon.append(name)
        return missing, old, soon

    def _item_reassigned(self):
        checks = self.env["mortgage.reassigned.check"]
        due = len(checks._to_ask())
        asked = checks.search_count([], limit=1)
        detail = (
            self.env._("%s numbers are due to be asked about.", due)
            if due
            else self.env._("Every number with consent was asked about lately.")
        )
        return self._item(
            "reassigned",
            self.env._("Reassigned numbers"),
            "set" if not due else "warning",
            detail
            if asked or not due
            else self.env._("Nobody asks about numbers yet."),
            section="company",
            holds_back=self.env._(
                "nothing; but who does not ask has no protection when a number has"
                " a new owner"
            ),
            who="compliance",
            action=self._window(
                "mortgage.reassigned.check", self.env._("Reassigned numbers")
            ),
        )
