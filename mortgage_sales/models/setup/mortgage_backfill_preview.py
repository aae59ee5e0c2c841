from collections import Counter

from markupsafe import Markup

from odoo import models

from odoo.addons.base_automation.models.base_automation import WRITE_TRIGGERS


class MortgageBackfill(models.Model):
    """What a run would do, in numbers and words; no lead is written to find out."""

    _inherit = "mortgage.backfill"

    def _preview_html(self, leads):
        """Return as HTML what bringing ``leads`` in means."""
        if not leads:
            nothing = self.env._(
                "No lead fits, or all that fit are mortgage leads already."
            )
            return Markup("<p>%s</p>") % nothing
        addresses = self._addresses(leads)
        lines = [
            (len(leads), self.env._("leads come to %(team)s", team=self.team_id.name)),
            (
                self._count_without_consent(addresses),
                self.env._("have no consent on record: no marketing text goes to them"),
            ),
            (
                self._count_duplicates(leads, addresses),
                self.env._("share an email or phone with another lead"),
            ),
            (
                sum(not found for found in addresses.values()),
                self.env._("have neither email nor phone"),
            ),
            (
                self._count_unlicensed(leads),
                self.env._("have an owner without a license in their state"),
            ),
            (
                sum(not lead.user_id for lead in leads),
                self.env._("have no owner: a manager hands them out"),
            ),
            (
                self._count_automations(leads),
                self.env._("automation rules of your own watch changes of leads"),
            ),
        ]
        shown = [line for line in lines if line[0]]
        return Markup(
            '<p>%s</p><table class="table table-sm mb-0"><tbody>%s</tbody></table>'
        ) % (
            self.env._("Nothing is sent, no alarm rings and owners stay as they are."),
            Markup().join(
                Markup('<tr><th class="text-end">%s</th><td>%s</td></tr>') % line
                for line in shown
            ),
        )

    def _addresses(self, leads):
        """Return ``{lead id: its email and phone}``, as Odoo keeps them normalized."""
        leads.fetch(["email_normalized", "phone_sanitized"])
        return {
            lead.id: {
                value
                for value in (lead.email_normalized, lead.phone_sanitized)
                if value
            }
            for lead in leads
        }

    def _count_without_consent(self, addresses):
        """Count the leads none of whose addresses has a consent in force."""
        values = set().union(*addresses.values())
        points = (
            self.env["mortgage.contact.point"]
            .sudo()
            .search_fetch([("value", "in", list(values))], ["value"])
        )
        levels = self.env["mortgage.consent"].sudo()._levels(points.ids)
        granted = {point_id for point_id, channels in levels.items() if channels}
        known = {point.value for point in points if point.id in granted}
        return sum(not (found & known) for found in addresses.values())

    def _count_duplicates(self, leads, addresses):
        """Count the leads that share an address with one another or with an open
        mortgage lead."""
        shared = Counter(value for found in addresses.values() for value in found)
        values = list(shared)
        mortgage = (
            self.env["crm.lead"]
            .sudo()
            ._search(
                [
                    ("team_id.is_mortgage", "=", True),
                    ("won_status", "=", "pending"),
                    "|",
                    ("email_normalized", "in", values),
                    ("phone_sanitized", "in", values),
                ]
            )
        )
        there = self.env["crm.lead"].sudo().browse(mortgage)
        for found in self._addresses(there).values():
            shared.update(found)
        return sum(
            any(shared[value] > 1 for value in found) for found in addresses.values()
        )

    def _count_unlicensed(self, leads):
        """Count the leads whose owner may not originate a loan where they live."""
        owned = leads.filtered("user_id")
        licensed = self.env["mortgage.license"]._licensed(
            owned.user_id.ids, self.company_id.ids
        )
        return sum(
            not self._fits(lead, licensed["user", lead.user_id.id]) for lead in owned
        )

    def _fits(self, lead, states):
        """Whether a license in one of ``states`` covers ``lead``; one that names no
        state wants any."""
        state = lead.property_state or lead.state_id.code
        return state in states if state else bool(states)

    def _count_automations(self, leads):
        """Count the lender's own rules that a change of these leads may set off."""
        return len(self.env["base.automation"]._get_actions(leads, WRITE_TRIGGERS))
