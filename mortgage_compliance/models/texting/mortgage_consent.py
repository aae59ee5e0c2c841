from datetime import timedelta

from odoo import api, fields, models

from ...tools.consents import RANKS
from ..consent.mortgage_consent import CHANNELS

TEMPLATE = "opt_in_confirm_sms"
# Consents brought in from an old system are none that anybody waits to see confirmed.
LATELY = timedelta(days=1)


class MortgageConsent(models.Model):
    """The first consent to texts of a number is confirmed by one text."""

    _inherit = "mortgage.consent"

    @api.model
    def _record(self, grants):
        ledger_ids = super()._record(grants)
        self.sudo()._welcome(
            [
                grant
                for grant in grants
                # The answer to START says the same.
                if RANKS.get(grant.get("level"))
                and grant.get("method") != "START"
                and self._is_given_lately(grant)
            ]
        )
        return ledger_ids

    def _is_given_lately(self, grant):
        now = fields.Datetime.now()
        return (fields.Datetime.to_datetime(grant.get("at")) or now) > now - LATELY

    @api.model
    def _welcome(self, grants):
        """Plan the confirmation for numbers of ``grants`` that never had one."""
        company = self.env.company
        if not (company.mortgage_texts_welcome and company._mortgage_texts_allowed()):
            return
        by_point = {
            grant["point_id"]: grant
            for grant in grants
            if "sms" in (grant.get("channels") or CHANNELS["phone"])
        }
        points = self.env["mortgage.contact.point"].browse(by_point)
        points = points.filtered(lambda point: point.kind == "phone")
        templates = self.env["mortgage.template"]._by_codes([TEMPLATE], company.id)
        template = templates.get(TEMPLATE)
        if not points or not template:
            return
        touches = self.env["mortgage.touch"]
        known = touches.search(
            [
                ("point_id", "in", points.ids),
                ("template_version_id.template_id.code", "=", TEMPLATE),
            ]
        ).point_id
        langs = {point: point.partner_ids[:1].lang or "" for point in points - known}
        versions = template._current_versions(template, set(langs.values()))
        touches._plan(
            [
                {
                    **self._about(point, by_point[point.id]),
                    "point_id": point.id,
                    "channel": "sms",
                    "kind": "transactional",
                    "template_version_id": versions[template.id, lang].id,
                    "company_id": company.id,
                    "priority": 1,
                    "due_at": fields.Datetime.now(),
                }
                for point, lang in langs.items()
                if (template.id, lang) in versions
            ]
        )

    def _about(self, point, grant):
        """Return the document and borrower of a confirmation."""
        partner = point.partner_ids[:1]
        document = self.env.get(grant.get("res_model") or "")
        contactable = self.env.registry["mortgage.contactable"]
        if isinstance(document, contactable) and grant.get("res_id"):
            model, res_id = document._name, grant["res_id"]
        else:
            known = partner or point
            model, res_id = known._name, known.id
        return {"res_model": model, "res_id": res_id, "partner_id": partner.id}
