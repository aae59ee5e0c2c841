from odoo import api, fields, models


class MortgageSendAudience(models.Model):
    """Whom a person looked at before many messages began: they, and nobody else, are
    to get them."""

    _name = "mortgage.send.audience"
    _description = "Previewed audience"
    _order = "id desc"

    name = fields.Char(required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", "Looked at by", readonly=True, ondelete="set null"
    )
    at = fields.Datetime("Looked at", readonly=True, default=fields.Datetime.now)
    # Not a relation: what was looked at stays what it was, whoever is merged later.
    partners = fields.Json(readonly=True)
    count = fields.Integer("Borrowers", readonly=True)

    @api.model
    def _preview(self, name, company, partners):
        """Keep that ``partners`` are who the caller saw before starting ``name``."""
        ids = sorted(set(partners.ids))
        return self.sudo().create(
            {
                "name": name,
                "company_id": company.id,
                "user_id": self.env.uid,
                "partners": ids,
                "count": len(ids),
            }
        )
