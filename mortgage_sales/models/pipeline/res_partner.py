from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    # Of every type and state: the host's opportunity_ids leaves some out.
    mortgage_lead_ids = fields.One2many(
        "crm.lead",
        "partner_id",
        "Mortgage leads",
        domain=[("is_mortgage", "=", True)],
        context={"active_test": False},
        groups="base.group_user",
    )

    def write(self, vals):
        result = super().write(vals)
        if {"email", "phone"} & vals.keys():
            self._mortgage_borrowers()._mortgage_sync_points()
        return result

    def _mortgage_sync_points(self):
        points = super()._mortgage_sync_points()
        self.env["crm.lead"].invalidate_model(["mortgage_point_ids"])
        return points

    def _mortgage_borrowers(self):
        """Return those of ``self`` who are on a mortgage lead."""
        domains = [
            ("crm.lead", [("is_mortgage", "=", True)]),
            ("mortgage.party", []),
        ]
        found = self.browse()
        for model, domain in domains:
            documents = self.env[model].sudo().with_context(active_test=False)
            groups = documents._read_group(
                [("partner_id", "in", self.ids), *domain], ["partner_id"]
            )
            found |= self.browse(partner.id for (partner,) in groups)
        return found
