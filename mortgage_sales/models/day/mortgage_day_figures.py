from statistics import median

from odoo import models


class MortgageDay(models.AbstractModel):
    """How today goes: how soon new leads were called, how many were reached."""

    _inherit = "mortgage.day"

    def _figures(self, people, day):
        """Return today's ``minutes`` (False where no new lead was called), ``called``
        and ``talked``, each lead counted once."""
        leads = self._called_today(people, day)
        return {
            "minutes": self._minutes_to_call(leads, day),
            "called": len(leads),
            "talked": len(
                leads.filtered(
                    lambda lead: (
                        lead.mortgage_talked_at and lead.mortgage_talked_at >= day.start
                    )
                )
            ),
            "lead_ids": leads.ids,
        }

    def _called_today(self, people, day):
        groups = self.env["mortgage.touch"]._read_group(
            [
                ("user_id", "in", people.ids),
                ("channel", "=", "call"),
                ("sent_at", ">=", day.start),
                ("lead_id", "!=", False),
            ],
            ["lead_id"],
        )
        leads = self.env["crm.lead"].browse(lead.id for (lead,) in groups)
        return leads._filtered_access("read")

    def _minutes_to_call(self, leads, day):
        """Return the median minutes from the arrival to the first call of the leads
        that were called for the first time today."""
        first_calls = self.env["mortgage.touch"]._read_group(
            [
                ("lead_id", "in", leads.ids),
                ("channel", "=", "call"),
                ("sent_at", "!=", False),
            ],
            ["lead_id"],
            ["sent_at:min"],
        )
        minutes = [
            max(0, (called_at - lead.create_date).total_seconds() / 60)
            for lead, called_at in first_calls
            if called_at >= day.start
        ]
        return round(median(minutes)) if minutes else False
