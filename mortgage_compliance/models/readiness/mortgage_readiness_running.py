import os

from odoo import models
from odoo.tools import config

WAKE_CRONS = "ODOO_NOTIFY_CRON_CHANGES"


class MortgageReadiness(models.AbstractModel):
    """Whether anything leaves, and at its minute."""

    _inherit = "mortgage.readiness"

    def _item_sending(self):
        company = self.env.company
        why_not = self.env["mortgage.sending"]._refusals([company.id])[company.id]
        return self._item(
            "sending",
            self.env._("Sending is allowed"),
            "missing" if why_not else "set",
            why_not or self.env._("From this database, and nobody pressed stop."),
            section="running",
            holds_back=self.env._("every automatic message"),
            action=self._dialog(
                "mortgage.sending.switch", self.env._("Stop or resume messages")
            ),
            button=self.env._("Stop or resume"),
        )

    def _item_clockwork(self):
        """Odoo's server has to be told by who runs it: there is no screen for it."""
        threads = config["max_cron_threads"]
        needed = 1 + self.env["ir.cron"].search_count(
            [("code", "=", "model._cron_dispatch()")]
        )
        faults = []
        if not os.environ.get(WAKE_CRONS):
            faults.append(
                self.env._("%(name)s=1 is not in the environment", name=WAKE_CRONS)
            )
        if threads < needed:
            faults.append(
                self.env._(
                    "max_cron_threads is %(now)s, %(needed)s are needed",
                    now=threads,
                    needed=needed,
                )
            )
        return self._item(
            "clockwork",
            self.env._("Odoo's clock"),
            "warning" if faults else "set",
            self.env._("On the server: %(faults)s.", faults="; ".join(faults))
            if faults
            else self.env._("Messages leave at their minute."),
            section="running",
            holds_back=self.env._("messages leaving at their minute"),
            who="system",
        )
