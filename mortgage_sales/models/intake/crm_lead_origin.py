import json

from odoo import api, fields, models
from odoo.tools import format_datetime

from odoo.addons.mortgage_compliance.tools.readers import LEAD_READERS

from ...tools import loan_words
from ...tools.inquiry import words

# Where a vendor's word is one of ours, the lead's own field has the words for people.
SPELLED = {
    "loan_purpose": "loan_purpose",
    "product": "product",
    "property.type": "property_type",
    "property.occupancy": "property_occupancy",
}
# A borrower who asked often is told by the last ones; the list has them all.
SHOWN = 10
MOMENT = "MMM d, yyyy h:mm a"


class CrmLead(models.Model):
    """Where a lead came from, told as a person would."""

    _inherit = "crm.lead"

    mortgage_origin = fields.Html(
        "Where it came from", compute="_compute_mortgage_origin", sanitize=False,
        groups=LEAD_READERS,
    )  # fmt: skip
    mortgage_inquiry_count = fields.Integer(
        compute="_compute_mortgage_origin", groups=LEAD_READERS
    )

    @api.depends("inquiry_ids")
    @api.depends_context("uid")
    def _compute_mortgage_origin(self):
        spell = self._mortgage_spelling()
        for lead in self:
            inquiries = lead.inquiry_ids
            lead.mortgage_inquiry_count = len(inquiries)
            lead.mortgage_origin = self.env["ir.qweb"]._render(
                "mortgage_sales.lead_origin",
                {
                    "inquiries": [
                        lead._mortgage_told(inquiry, spell)
                        for inquiry in inquiries[:SHOWN]
                    ],
                    "more": max(len(inquiries) - SHOWN, 0),
                },
                minimal_qcontext=True,
            )

    def _mortgage_told(self, inquiry, spell):
        """Return what an inquiry says, in words."""
        payload = json.loads(inquiry.payload or "{}")
        consent = payload.get("consent")
        consent = consent if isinstance(consent, dict) else {}
        states = inquiry._fields["state"]._description_selection(self.env)
        return {
            "source": inquiry.source_id.name,
            "received": format_datetime(
                self.env, inquiry.received_at, dt_format=MOMENT
            ),
            "cost": words.money(inquiry.cost) if inquiry.cost else "",
            "state": dict(states)[inquiry.state],
            "reasons": (inquiry.reasons_text or "").splitlines(),
            "comments": payload.get("comments") or "",
            "answers": words.answers(payload, spell),
            "consent": consent.get("text") or "",
            "consent_facts": self._mortgage_consent_facts(consent),
        }

    def _mortgage_consent_facts(self, consent):
        """Return ``[(label, value)]`` of how the consent was given."""
        known = (
            (self.env._("Named seller"), consent.get("seller")),
            (self.env._("Version of the words"), consent.get("version")),
            (self.env._("Page"), consent.get("url")),
            (self.env._("IP address"), consent.get("ip")),
            (self.env._("Given at"), consent.get("at")),
        )
        return [(label, value) for label, value in known if value]

    def _mortgage_spelling(self):
        """Return ``spell(name, value)`` for the answers that our selections have."""
        known = {
            path: dict(self._fields[name]._description_selection(self.env))
            for path, name in SPELLED.items()
        }

        def spell(path, value):
            if path == "language":
                return loan_words.language_name(value)
            code = value.strip().lower().replace(" ", "_").replace("-", "_")
            if path == "property.type":
                code = loan_words.property_type(value)
            if path == "property.occupancy":
                code = loan_words.occupancy(value)
            return known.get(path, {}).get(code, value)

        return spell
