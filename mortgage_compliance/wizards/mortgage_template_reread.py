from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..models.library.mortgage_template import LANGS
from ..models.touch.mortgage_touch import KINDS
from ..tools import audience
from ..tools.products import PRODUCTS


class MortgageTemplateReread(models.TransientModel):
    """Have many approved words read again, as when a law has changed."""

    _name = "mortgage.template.reread"
    _description = "Have words read again"

    channel = fields.Selection(
        lambda self: self.env["mortgage.template"]._fields["channel"].selection
    )
    kind = fields.Selection(KINDS)
    product = fields.Selection(PRODUCTS, help="Also templates for every product.")
    state = fields.Char(help="Such as TX: also templates for every state.")
    lang = fields.Selection(LANGS, "Language")
    words = fields.Char("Words in them")
    version_ids = fields.Many2many(
        "mortgage.template.version",
        string="Words",
        compute="_compute_version_ids",
        store=True,
        readonly=False,
        domain="[('state', '=', 'approved')]",
    )
    reason = fields.Char(required=True)
    due_on = fields.Date("Sent until", required=True)

    @api.depends("channel", "kind", "product", "state", "lang", "words")
    def _compute_version_ids(self):
        for request in self:
            found = self.env["mortgage.template.version"].search(request._domain())
            request.version_ids = found.filtered(request._goes_to_state)

    def _domain(self):
        domain = Domain("state", "=", "approved") & Domain(
            "template_id.active", "=", True
        )
        for name in ("channel", "kind"):
            if self[name]:
                domain &= Domain(f"template_id.{name}", "=", self[name])
        if self.product:
            domain &= Domain("template_id.product", "in", [self.product, False])
        if self.lang:
            domain &= Domain("lang", "=", self.lang)
        if self.words:
            domain &= Domain("subject", "ilike", self.words) | Domain(
                "body", "ilike", self.words
            )
        return domain

    def _goes_to_state(self, version):
        codes, _unknown = audience.parse(self.state)
        limits = audience.shared(
            version.covered_states, version.template_id.audience_states
        )
        return not codes or limits is None or bool(limits & set(codes))

    def action_ask(self):
        """Ask for it and show all that waits."""
        self.ensure_one()
        if not self.version_ids:
            raise UserError(self.env._("Choose the words that are to be read again."))
        if self.due_on < self.env.company._mortgage_today():
            raise UserError(
                self.env._("“Sent until” is over: they would stop this minute.")
            )
        self.env["mortgage.template.review"]._ask(
            self.version_ids.filtered(lambda version: version.state == "approved"),
            self.reason,
            self.due_on,
        )
        return self.env["ir.actions.act_window"]._for_xml_id(
            "mortgage_compliance.mortgage_template_review_action"
        )
