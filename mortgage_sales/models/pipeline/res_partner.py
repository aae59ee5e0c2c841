from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

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
