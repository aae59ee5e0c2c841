from odoo import api, fields, models
from odoo.exceptions import ValidationError

MODELS = ("crm.lead", "mortgage.inquiry")
# What the actions of one transaction collect until it commits.
WAITING = "mortgage_sales.enroll"


class IrActionsServer(models.Model):
    """A server action that starts a follow-up plan, for the lender's own automations.

    An automation calls it once per record; they are collected and enrolled together
    before the commit.
    """

    _inherit = "ir.actions.server"

    state = fields.Selection(
        selection_add=[("mortgage_enroll", "Enroll in follow-up plan")],
        ondelete={"mortgage_enroll": "cascade"},
    )
    mortgage_cadence_id = fields.Many2one("mortgage.cadence", "Follow-up plan")

    @api.depends("state")
    def _compute_available_model_ids(self):
        enrolling = self.filtered(lambda action: action.state == "mortgage_enroll")
        if enrolling:
            enrolling.available_model_ids = self.env["ir.model"].search(
                [("model", "in", MODELS)]
            )
        return super(IrActionsServer, self - enrolling)._compute_available_model_ids()

    def _name_depends(self):
        return [*super()._name_depends(), "mortgage_cadence_id"]

    def _generate_action_name(self):
        if self.state == "mortgage_enroll" and self.mortgage_cadence_id:
            return self.env._("Start %(plan)s", plan=self.mortgage_cadence_id.name)
        return super()._generate_action_name()

    @api.constrains("state", "model_id", "mortgage_cadence_id")
    def _check_mortgage_enroll(self):
        for action in self.filtered(lambda action: action.state == "mortgage_enroll"):
            if action.model_name not in MODELS or not action.mortgage_cadence_id:
                raise ValidationError(
                    self.env._(
                        "%(action)s: choose a follow-up plan, and leads or inquiries to"
                        " start it for.",
                        action=action.name,
                    )
                )

    def _run_action_mortgage_enroll_multi(self, eval_context=None):
        records = (eval_context or {}).get("records") or (eval_context or {}).get(
            "record"
        )
        # Files of old leads are loaded to be kept, not to be written to.
        if not records or self.env.context.get("import_file"):
            return
        leads = records if records._name == "crm.lead" else records.lead_id
        waiting = self.env.cr.precommit.data.setdefault(WAITING, {})
        if not waiting:
            self.env.cr.precommit.add(self.sudo()._mortgage_enroll_waiting)
        waiting.setdefault(self.mortgage_cadence_id.id, {}).update(
            dict.fromkeys(leads.ids)
        )

    def _mortgage_enroll_waiting(self):
        """Enroll what the actions of this transaction collected."""
        waiting = self.env.cr.precommit.data.pop(WAITING, {})
        for cadence_id, lead_ids in waiting.items():
            cadence = self.env["mortgage.cadence"].browse(cadence_id)._current()
            leads = self.env["crm.lead"].browse(lead_ids).exists()
            cadence._enroll(leads)
