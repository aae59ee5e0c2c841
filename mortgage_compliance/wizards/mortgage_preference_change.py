from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.library.mortgage_template import LANGS
from ..models.preference.mortgage_preference import METHODS
from ..tools.preferences import DAYS, Choice


class MortgagePreferenceChange(models.TransientModel):
    """Writes down what a borrower told somebody to change about being contacted."""

    _name = "mortgage.preference.change"
    _description = "Change a borrower's contact preferences"

    partner_id = fields.Many2one("res.partner", "Borrower", required=True)
    topic_ids = fields.Many2many("mortgage.contact.topic", string="Wants to hear about")
    quiet_mon = fields.Boolean("Monday")
    quiet_tue = fields.Boolean("Tuesday")
    quiet_wed = fields.Boolean("Wednesday")
    quiet_thu = fields.Boolean("Thursday")
    quiet_fri = fields.Boolean("Friday")
    quiet_sat = fields.Boolean("Saturday")
    quiet_sun = fields.Boolean("Sunday")
    quiet_until = fields.Date("No marketing before")
    lang = fields.Selection(LANGS, "Language")
    method = fields.Selection(
        [method for method in METHODS if method[0] != "page"],
        "How the borrower asked",
        required=True,
        default="call",
    )
    note = fields.Char()

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        partner = self.env["res.partner"].browse(values.get("partner_id"))
        choice = self._chosen(partner) if partner else Choice()
        topics = self.env["mortgage.contact.topic"].search([("active", "=", True)])
        wanted = topics.filtered(lambda topic: topic.code not in choice.topics_off)
        values |= {
            "topic_ids": [(6, 0, wanted.ids)],
            "quiet_until": choice.quiet_until,
            "lang": choice.lang or False,
            **{f"quiet_{day}": day in choice.quiet_days for day in DAYS},
        }
        return {name: value for name, value in values.items() if name in fields}

    def action_save(self):
        """Let the choices count from this moment on."""
        self.ensure_one()
        self.check_access("write")
        points = self._points(self.partner_id)
        topics = self.env["mortgage.contact.topic"].search([("active", "=", True)])
        self.env["mortgage.preference"]._choose(
            points.sudo(),
            Choice(
                topics_off=tuple((topics - self.topic_ids).mapped("code")),
                quiet_days=tuple(day for day in DAYS if self[f"quiet_{day}"]),
                quiet_until=self.quiet_until or None,
                lang=self.lang or "",
            ),
            self.method,
            self.note or "",
        )
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _points(self, partner):
        """Return the emails and phones of ``partner``, as far as the caller may see."""
        partner.check_access("read")
        points = self.env["mortgage.contact.point"].search(
            [("partner_ids", "in", partner.ids)]
        )
        if not points:
            raise UserError(
                self.env._(
                    "%(borrower)s has no email or phone that you may write this down"
                    " for.",
                    borrower=partner.sudo().name or "",
                )
            )
        return points

    def _chosen(self, partner):
        points = self._points(partner)
        current = self.env["mortgage.preference"].sudo()._current(points.ids)
        return max(current.values(), key=lambda choice: choice.at, default=Choice())
