from datetime import datetime, timedelta, timezone

from odoo import models
from odoo.tools import format_date

from ...tools.jurisdiction import stopped_by
from ...tools.places import state_name

# A registration is renewed in good time.
SOON = timedelta(days=30)


class MortgageReadiness(models.AbstractModel):
    """Where the lender may solicit."""

    _inherit = "mortgage.readiness"

    def _codes(self):
        codes = super()._codes()
        position = codes.index("company_licenses") + 1
        return [*codes[:position], "registrations", *codes[position:]]

    def _item_registrations(self):
        company = self.env.company
        jurisdictions = self.env["mortgage.jurisdiction"]
        states = sorted(jurisdictions._licensed_states(company))
        book = self.env["mortgage.contact.policy"]._rulebook()
        now = datetime.now(timezone.utc)
        rows = {state: book.jurisdiction(state, company.id) for state in states}
        held = [state for state, row in rows.items() if stopped_by(row, now)]
        state, detail = "set", ", ".join(map(state_name, states))
        ending = self._ending_registrations(rows, now)
        if held:
            state = "missing"
            detail = self.env._(
                "No registration, or exemption with counsel's memo, for %(states)s.",
                states=", ".join(map(state_name, held)),
            )
        elif ending:
            state = "warning"
            detail = self.env._("Renew in time: %(which)s.", which=ending)
        elif not states:
            detail = self.env._("No state of your licenses asks for one.")
        return self._item(
            "registrations",
            self.env._("State registrations for calls and texts"),
            state,
            detail,
            section="company",
            holds_back=self.env._(
                "marketing calls and texts to %(states)s",
                states=", ".join(map(state_name, held or states)),
            ),
            who="compliance",
            action=self._window(
                "mortgage.jurisdiction",
                self.env._("State registrations"),
                domain=[("company_id", "=", company.id)],
            ),
        )

    def _ending_registrations(self, rows, now):
        return ", ".join(
            self.env._(
                "%(state)s until %(day)s",
                state=state_name(state),
                day=format_date(self.env, row.ends),
            )
            for state, row in rows.items()
            if row and row.status == "registered" and row.ends and row.ends < now + SOON
        )
