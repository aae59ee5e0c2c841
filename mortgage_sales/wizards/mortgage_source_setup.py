import re

from odoo import fields, models

BASES = [
    ("own_form", "A form on our own web site"),
    ("vendor_form", "A vendor that sells leads"),
    ("none", "People send them: agents, builders"),
]


class MortgageSourceSetup(models.TransientModel):
    """A lead source in two fields; its key is shown at once."""

    _name = "mortgage.source.setup"
    _description = "Add a lead source"

    name = fields.Char(required=True, default=lambda self: self.env._("Website"))
    consent_basis = fields.Selection(
        BASES, "Where its leads come from", required=True, default="own_form"
    )
    names_seller = fields.Boolean(
        "The consent text names our company",
        help="Only then does it count for marketing calls and texts.",
    )
    team_id = fields.Many2one(
        "crm.team",
        "Its leads start in",
        required=True,
        domain=[("is_mortgage", "=", True)],
        default=lambda self: self.env["crm.team"].search(
            [("is_mortgage", "=", True)], limit=1
        ),
    )

    def action_save(self):
        """Make the source and show its key, this once."""
        self.ensure_one()
        source = self.env["mortgage.lead.source"].create(
            {
                "name": self.name,
                "code": self._free_code(),
                "consent_basis": self.consent_basis,
                "names_seller": self.names_seller,
                "team_id": self.team_id.id,
            }
        )
        return source.action_new_key()

    def _free_code(self):
        """Return the name as an address holds it, numbered where it is taken."""
        plain = re.sub(r"[^a-z0-9]+", "-", self.name.lower()).strip("-")[:50]
        stem = plain if len(plain) > 1 else f"source-{plain}".strip("-")
        sources = self.env["mortgage.lead.source"].sudo()
        taken = set(
            sources.with_context(active_test=False)
            .search([("code", "=like", f"{stem}%")])
            .mapped("code")
        )
        number = 1
        code = stem
        while code in taken:
            number += 1
            code = f"{stem}-{number}"
        return code
