from odoo import models


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "mortgage.export.watch"]

    def _mortgage_of_borrowers(self):
        """Return the cards that have an email or phone we contact borrowers by."""
        points = self.env["mortgage.contact.point"].sudo()
        return self.browse(points._of_partners(self.ids))
