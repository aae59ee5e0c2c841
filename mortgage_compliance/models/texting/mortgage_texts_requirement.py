from odoo import api, fields, models

# The proof of a tick, which nobody writes by hand.
PROOF = ("done_at", "done_by_id")


class MortgageTextsRequirement(models.Model):
    """One thing that carriers ask for before a lender may text (A2P 10DLC).

    Rows without a company are the list that is shipped; each company ticks its copies.
    No tax number is kept: the last four digits are enough to see which one was given.
    """

    _name = "mortgage.texts.requirement"
    _description = "What carriers ask for"
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    code = fields.Char(required=True, readonly=True)
    name = fields.Char("What", required=True, readonly=True)
    advice = fields.Text("What it must say", readonly=True)
    company_id = fields.Many2one(
        "res.company", readonly=True, index=True, ondelete="cascade"
    )
    value = fields.Char("Yours", help="The address, name or ID you gave.")
    done = fields.Boolean()
    done_at = fields.Datetime("On", readonly=True)
    done_by_id = fields.Many2one("res.users", "By", readonly=True)

    _code_uniq = models.UniqueIndex(
        "(code, COALESCE(company_id, 0))", "This is on the list already."
    )

    @api.model
    def _for_company(self, company):
        """Return the list of ``company``, with what was added to the shipped one."""
        own = self.sudo().search([("company_id", "=", company.id)])
        shipped = self.sudo().search([("company_id", "=", False)])
        missing = shipped.filtered(lambda row: row.code not in set(own.mapped("code")))
        for row in missing:
            own |= row.copy({"company_id": company.id})
        return own.sorted()

    def write(self, vals):
        """Note who ticks, and when."""
        vals = {name: value for name, value in vals.items() if name not in PROOF}
        if "done" in vals:
            vals["done_at"] = vals["done"] and fields.Datetime.now()
            vals["done_by_id"] = vals["done"] and self.env.uid
        return super().write(vals)
