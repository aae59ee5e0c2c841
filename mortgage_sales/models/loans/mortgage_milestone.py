from odoo import api, fields, models

KINDS = [
    ("application", "Application"),
    ("processing", "Processing"),
    ("underwriting", "Underwriting"),
    ("approval", "Approval with conditions"),
    ("clear_to_close", "Clear to close"),
    ("docs_out", "Docs out"),
    ("funded", "Funded"),
]
# How far a loan of this kind of milestone brings its lead.
LEAD_STAGES = {"application": "stage_application", "funded": "stage_funded"}
LATER_LEAD_STAGE = "stage_in_process"


class MortgageMilestone(models.Model):
    """A station on a loan's way from application to funding, and how long a file may
    stand there."""

    _name = "mortgage.milestone"
    _description = "Loan milestone"
    _order = "sequence, id"

    code = fields.Char(required=True, help="What the LOS and other systems call it by.")
    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(
        KINDS,
        required=True,
        help="What the milestone means, whatever its name: it moves the lead to"
        " Application, In process or Funded.",
    )
    sequence = fields.Integer(default=10)
    allowed_days = fields.Integer(
        "Business days allowed",
        help="Days your offices are open, counted from the day after the file came"
        " here, without federal holidays. A file that stands longer is stalled."
        " 0 for no limit.",
    )
    fold = fields.Boolean("Folded", help="Shown as a narrow column.")
    company_id = fields.Many2one(
        "res.company",
        help="Empty for a milestone of every company. A company's own with the same"
        " code replaces it there.",
    )
    origin = fields.Selection(
        [("shipped", "Shipped"), ("lender", "Lender")],
        required=True,
        readonly=True,
        default="lender",
    )
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex(
        "(code, COALESCE(company_id, 0))", "There is a milestone with this code."
    )
    _allowed_days_check = models.Constraint(
        "CHECK(allowed_days >= 0)", "Days allowed cannot be less than 0."
    )

    @api.model
    def _of_company(self, company):
        """Return the milestones that loans of ``company`` go through, in order."""
        found = self.sudo().search([("company_id", "in", [False, company.id])])
        own = set(found.filtered("company_id").mapped("code"))
        return found.filtered(lambda m: m.company_id or m.code not in own)

    def _lead_stage(self):
        """Return the name of the stage to which a loan here brings its lead."""
        return LEAD_STAGES.get(self.kind, LATER_LEAD_STAGE)
