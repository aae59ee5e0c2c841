from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import plaintext2html

from odoo.addons.mortgage_compliance.tools.places import STATES, state_code
from odoo.addons.mortgage_compliance.tools.readers import LEAD_READERS

from .res_partner import QUIET

# What a lead takes from an inquiry under the same name.
SAME_NAMES = (
    "loan_purpose",
    "product",
    "credit_band",
    "timeframe",
    "under_contract",
    "first_time_buyer",
    "military",
    "employment",
    "best_time",
    "language",
    "requested_lo",
    "referral_partner",
)
AMOUNTS = ("loan_amount", "down_payment")


class CrmLead(models.Model):
    _inherit = "crm.lead"

    # The host's salespeople read their leads without knowing of inquiries.
    inquiry_ids = fields.One2many(
        "mortgage.inquiry", "lead_id", "Inquiries", groups=LEAD_READERS
    )
    lead_source_id = fields.Many2one(
        "mortgage.lead.source", "Lead source", index="btree_not_null", copy=False
    )

    @api.model
    def load(self, fields, data):
        if self.env.context.get("mortgage_pipeline"):
            data = [
                [
                    self._mortgage_imported_state(name, value)
                    for name, value in zip(fields, row, strict=False)
                ]
                for row in data
            ]
        return super().load(fields, data)

    def _mortgage_imported_state(self, name, value):
        """Return a state as the import finds it; other values as they are.

        "CO" alone is Colorado and a state of three other countries.
        """
        code = state_code(value) if name in ("state_id", "property_state") else ""
        if not code:
            return value
        return code if name == "property_state" else f"{STATES[code]} (US)"

    def _merge_dependences(self, opportunities):
        """Keep the inquiries of the leads that go; what waited for an LO has joined."""
        inquiries = opportunities.sudo().inquiry_ids
        inquiries.write({"lead_id": self.id})
        if not self.routing_waits:
            waiting = inquiries.filtered(lambda inquiry: inquiry.state == "received")
            waiting.write({"state": "merged"})
        return super()._merge_dependences(opportunities)

    @api.model
    def _mortgage_from_people(self, people, source):
        """Make a lead for each of ``people`` who has none, and return the new ones."""
        new = [person for person in people if not person.lead_id]
        if new:
            leads = self._mortgage_create_leads(new, source)
            for person, lead in zip(new, leads, strict=True):
                person.lead_id = lead.id
                person.is_new_lead = True
        self._mortgage_add_co_borrowers(people)
        return self.browse(person.lead_id for person in new)

    def _mortgage_create_leads(self, people, source):
        team = source._mortgage_team()
        partners = self.env["res.partner"].browse(
            person.partner_id for person in people
        )
        vals_list = [
            self._mortgage_lead_vals(person, partner, source, team)
            for person, partner in zip(people, partners, strict=True)
        ]
        # Nobody is told or subscribed here: routing gives the lead its owner.
        return self.with_context(**QUIET, mail_auto_subscribe_no_notify=True).create(
            vals_list
        )

    def _mortgage_lead_vals(self, person, partner, source, team):
        arrival = person.arrivals[0]
        values = arrival.values
        home, loan = values["property"], values["current_loan"]
        return {
            "name": values["name"],
            "contact_name": partner.name,
            "type": "opportunity",
            "partner_id": partner.id,
            "email_from": partner.email,
            "phone": partner.phone,
            "user_id": False,
            "team_id": team.id,
            "company_id": source.company_id.id,
            "lead_source_id": source.id,
            "source_id": source.utm_source_id.id,
            "description": plaintext2html(values["comments"] or ""),
            "extra_answers": self._mortgage_extra(arrival.parsed.extra),
            **{name: values[name] or False for name in SAME_NAMES},
            **{name: float(values[name] or 0) for name in AMOUNTS},
            "property_street": home["street"],
            "property_city": home["city"],
            "property_state": home["state"],
            "property_zip": home["zip"],
            "property_type": home["type"],
            "property_occupancy": home["occupancy"],
            "property_value": float(home["value"] or 0),
            "property_tbd": bool(home["tbd"]),
            "current_loan_balance": float(loan["balance"] or 0),
            "current_loan_rate": float(loan["rate"] or 0),
            "current_loan_lender": loan["lender"],
            "current_loan_type": loan["type"],
        }

    def _mortgage_extra(self, extra):
        return "\n".join(
            f"{name.replace('_', ' ')}: {text}" for name, text in extra.items()
        )

    def _mortgage_add_co_borrowers(self, people):
        """List the co-borrowers of ``people``'s inquiries on their leads, each once."""
        wanted = {
            (person.lead_id, arrival.co_person.partner_id)
            for person in people
            for arrival in person.arrivals
            if arrival.co_person and arrival.co_person is not person
        }
        if not wanted:
            return
        parties = self.env["mortgage.party"]
        present = parties.search_fetch(
            [("lead_id", "in", list({lead_id for lead_id, _partner in wanted}))],
            ["lead_id", "partner_id"],
        )
        wanted -= {(party.lead_id.id, party.partner_id.id) for party in present}
        parties.create(
            [
                {"lead_id": lead_id, "partner_id": partner_id, "role": "co_borrower"}
                for lead_id, partner_id in sorted(wanted)
            ]
        )

    @api.model
    def _mortgage_tell_merged(self, arrivals, source):
        """Tell the owners that their borrowers asked again, and what they said."""
        bodies = {}
        for arrival in arrivals:
            lead_id = arrival.person.lead_id
            bodies[lead_id] = bodies.get(lead_id, Markup()) + self._mortgage_news(
                arrival, source
            )
        leads = self.browse(bodies)
        if not leads:
            return
        leads._message_log_batch(bodies)
        for owner, theirs in leads.grouped("user_id").items():
            names = ", ".join(theirs.mapped("contact_name"))
            owner._bus_send(
                "simple_notification",
                {
                    "type": "info",
                    "title": self.env._("Asked again"),
                    "message": self.env._("%s: see the lead.", names),
                },
            )

    def _mortgage_news(self, arrival, source):
        """Return as HTML what another inquiry of a known borrower says."""
        title = self.env._("Asked again through %s", source.name)
        lines = [
            Markup("<li>%s: %s</li>") % (name.replace("_", " "), value)
            for name, value in arrival.parsed.payload.items()
            if value and not isinstance(value, dict) and name != "source"
        ]
        return Markup("<p>%s</p><ul>%s</ul>") % (title, Markup().join(lines))
