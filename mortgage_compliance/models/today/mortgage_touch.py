from odoo import api, fields, models
from odoo.exceptions import AccessError

from ...tools import contact_words, release_words
from ...tools.when_words import local
from ..document import open_document
from ..written.mortgage_gate_checks import RULE as LINT


class MortgageTouch(models.Model):
    """Why a message waits or was refused, when it goes and what would change it."""

    _inherit = "mortgage.touch"

    about = fields.Char(compute="_compute_about")
    rule_name = fields.Char("Rule in words", compute="_compute_rule_name")
    release_text = fields.Char("Released", compute="_compute_release_text")
    remedy_text = fields.Char("What would change it", compute="_compute_remedy_text")

    # Serves what was refused lately, however much was refused before.
    _blocked_idx = models.Index("(verdict_at) WHERE state = 'blocked'")

    @api.depends("template_version_id", "origin")
    def _compute_about(self):
        origins = dict(self._fields["origin"]._description_selection(self.env))
        for touch in self:
            template = touch.sudo().template_version_id.template_id
            touch.about = template.name or origins[touch.origin]

    @api.depends("rule_id", "rule_code")
    def _compute_rule_name(self):
        named = self._lint_rule_names()
        named["no_address"] = self.env._("There is an address to write to")
        for touch in self:
            rule = touch.sudo().rule_id
            touch.rule_name = rule.name or named.get(touch.rule_code, "")

    def _lint_rule_names(self):
        """Return ``{rule code of a contact: what the rule on its words is called}``."""
        codes = {touch.rule_code for touch in self if touch.rule_code}
        codes = {code.removeprefix(LINT) for code in codes if code.startswith(LINT)}
        if not codes:
            return {}
        rules = self.env["mortgage.lint.rule"].sudo()
        found = rules.search([("code", "in", list(codes))], order="valid_from, id")
        return {LINT + rule.code: rule.name for rule in found}

    @api.depends("state", "hold_until", "ready_at", "rule_code", "zone")
    def _compute_release_text(self):
        held = self.filtered(lambda touch: touch.state == "held")
        (self - held).release_text = False
        companies = held.company_id.ids
        stopped = self.env["mortgage.sending"].sudo()._refusals(companies)
        paused = held._paused()
        for touch in held:
            if stopped.get(touch.company_id.id):
                touch.release_text = self.env._("when messages are resumed")
            elif touch in paused:
                touch.release_text = self.env._("when its plan goes on")
            else:
                touch.release_text = touch._release_words()

    def _release_words(self):
        if not self.hold_until:
            return release_words.waits_for(self.rule_code, self.env)
        # Without a zone of the borrower's it is told on the reader's clock.
        zone = self.zone or self.env.user.tz or "UTC"
        name = (self.sudo().partner_id.name or "").split()[:1]
        if not self.zone:
            name = [self.env.user.name]
        return release_words.at_time(
            local(self.hold_until, zone),
            local(fields.Datetime.now(), zone),
            name[0] if name else "",
            self.env,
        )

    @api.depends("state", "rule_code")
    def _compute_remedy_text(self):
        for touch in self:
            stopped = touch.state in ("held", "blocked")
            touch.remedy_text = stopped and contact_words.remedy(
                touch.rule_code, self.env
            )

    def action_judge_again(self):
        """Have what is held of ``self`` judged anew now. It forces nothing: what a
        rule still holds goes on waiting."""
        self.check_access("read")
        if not self.env.user.has_group("mortgage_compliance.group_compliance"):
            raise AccessError(self.env._("Compliance has held messages judged again."))
        held = self.sudo().filtered(lambda touch: touch.state == "held")
        held._let_go()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(number)s messages are being judged again. What a rule still"
                    " holds goes on waiting.",
                    number=len(held),
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def action_open_document(self):
        """Open the lead, or whatever else the message is about."""
        return open_document(self)
