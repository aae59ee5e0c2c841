from odoo import api, fields, models
from odoo.tools import SQL


class MortgageExamScope(models.Model):
    """What was sent by a follow-up plan, or to the leads of a campaign."""

    _inherit = "mortgage.exam.scope"

    cadence_ids = fields.Many2many(
        "mortgage.cadence",
        string="Follow-up plans",
        context={"active_test": False},
        help="Every version of each.",
    )
    campaign_ids = fields.Many2many(
        "utm.campaign",
        string="Campaigns",
        context={"active_test": False},
        help="Everything that went to the leads of each.",
    )

    @api.depends("cadence_ids", "campaign_ids")
    def _compute_name(self):
        return super()._compute_name()

    def _further_conditions(self):
        yield from super()._further_conditions()
        if self.cadence_ids:
            yield SQL(
                "touch.enrollment_id IN (SELECT enrollment.id"
                " FROM mortgage_enrollment enrollment JOIN mortgage_cadence cadence"
                " ON cadence.id = enrollment.cadence_id WHERE cadence.code IN ("
                "SELECT code FROM mortgage_cadence WHERE id = ANY(%s)))",
                self.cadence_ids._origin.ids,
            )
        if self.campaign_ids:
            yield SQL(
                "touch.lead_id IN (SELECT lead.id FROM crm_lead lead"
                " WHERE lead.campaign_id = ANY(%s))",
                self.campaign_ids._origin.ids,
            )

    def _further_words(self):
        said = super()._further_words()
        if self.cadence_ids:
            names = ", ".join(self.cadence_ids.mapped("name"))
            said = [*said, self.env._("by the plan %s", names)]
        if self.campaign_ids:
            names = ", ".join(self.campaign_ids.mapped("name"))
            said = [*said, self.env._("to leads of the campaign %s", names)]
        return said
