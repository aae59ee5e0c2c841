from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.mortgage_compliance.tools.phone import e164

from ..calls.crm_lead_call import CALL_MINUTES
from ..calls.mail_activity import CALL_TYPE


class MortgageDay(models.AbstractModel):
    """A lead that an LO takes down by hand: four answers, and it is the LO's own."""

    _inherit = "mortgage.day"

    @api.model
    def add_lead(self, name, phone, loan_purpose, referral_partner="", user_id=False):
        """Make a lead of the caller, or of ``user_id`` whom the caller assists, with a
        call to make; nothing is routed.

        Return ``{lead_id, activity_id, is_new, borrower}``. A borrower who has an open
        lead with the same LO keeps that one.
        """
        self._check_works_leads()
        owner = self._owner_of_new_lead(user_id)
        values = self._new_lead_values(name, phone, loan_purpose, referral_partner)
        number = e164(phone)
        lead = self._lead_of_number(number, owner)
        is_new = not lead
        if is_new:
            values |= self._place_of_new_lead(owner)
            lead = self.env["crm.lead"].create(values)
        task = self._call_to_make(lead, owner)
        return {
            "lead_id": lead.id,
            "activity_id": task.id,
            "is_new": is_new,
            "borrower": lead.partner_id.name or lead.name,
        }

    def _owner_of_new_lead(self, user_id):
        officers = self._people() if self._is_lo() else self.env.user.mortgage_lo_ids
        if not user_id:
            return officers[:1]
        owner = officers.filtered(lambda user: user.id == user_id)
        if not owner:
            raise AccessError(
                self.env._("user_id: you do not work for this loan officer.")
            )
        return owner

    def _new_lead_values(self, name, phone, loan_purpose, referral_partner):
        name = " ".join((name or "").split())
        if not name:
            raise UserError(self.env._("name: say who it is."))
        if not e164(phone):
            raise UserError(
                self.env._(
                    "phone: %(phone)s is not a US phone number; write it with the area"
                    " code, such as (713) 555-0101.",
                    phone=phone or "—",
                )
            )
        purposes = dict(self.env["crm.lead"]._fields["loan_purpose"].selection)
        if loan_purpose not in purposes:
            raise UserError(
                self.env._(
                    "loan_purpose: take one of %(purposes)s.",
                    purposes=", ".join(purposes),
                )
            )
        return {
            "name": name,
            "contact_name": name,
            "type": "opportunity",
            "phone": phone,
            "loan_purpose": loan_purpose,
            "referral_partner": (referral_partner or "").strip(),
        }

    def _place_of_new_lead(self, owner):
        team = self.env["crm.lead"].with_user(owner)._mortgage_default_team().sudo()
        if not team:
            raise UserError(
                self.env._(
                    "%(company)s has no mortgage team yet: your administrator sets one"
                    " up under Configuration.",
                    company=owner.company_id.name,
                )
            )
        return {
            "user_id": owner.id,
            "team_id": team.id,
            "company_id": team.company_id.id or owner.company_id.id,
        }

    def _lead_of_number(self, number, owner):
        """Return the owner's open lead of somebody with ``number``; refuse where
        somebody else works with this borrower."""
        points = (
            self.env["mortgage.contact.point"]
            .sudo()
            .search([("kind", "=", "phone"), ("value", "=", number)])
        )
        leads = self.env["crm.lead"].sudo()._mortgage_find_by_points(points)
        leads = leads.filtered(lambda lead: lead.company_id == owner.company_id)
        own = leads.filtered(lambda lead: lead.user_id == owner)
        if leads and not own:
            raise UserError(
                self.env._(
                    "A borrower with this number already works with %(owner)s. Ask"
                    " your manager if the lead should be yours.",
                    owner=leads[0].user_id.name or self.env._("your team"),
                )
            )
        return own[:1].sudo(False)

    def _call_to_make(self, lead, owner):
        """Return the open call task of ``lead``, made where there is none."""
        open_task = lead._mortgage_waiting_calls()[:1]
        if open_task:
            return open_task
        made = self.env["mail.activity"]._mortgage_create_tasks(
            [
                {
                    "lead": lead.sudo(),
                    "type": CALL_TYPE,
                    "user": owner,
                    "touch": self._contact_of_call(lead.sudo(), owner),
                    "due_at": fields.Datetime.now() + timedelta(minutes=CALL_MINUTES),
                    "summary": self.env._("Call %(borrower)s", borrower=lead.name),
                }
            ]
        )
        return made.sudo(False)

    def _contact_of_call(self, lead, owner):
        """Return the contact that keeps how the call went."""
        facts = lead._mortgage_contact_facts()[lead.id]
        return self.env["mortgage.touch"]._plan(
            [lead._mortgage_hand_call_vals(facts, owner)]
        )
