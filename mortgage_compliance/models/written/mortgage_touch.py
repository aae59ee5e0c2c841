from odoo import fields, models

from .mortgage_gate_checks import RULE


class MortgageTouch(models.Model):
    """What the rules said of a person's words without stopping them."""

    _inherit = "mortgage.touch"

    warned = fields.Text(
        "Warned of",
        readonly=True,
        copy=False,
        help="What an advertisement may not say like this. One person's answer to"
        " another may: it went out, and compliance can read what was said.",
    )

    # Serves the list of them, which are few among all.
    _warned_idx = models.Index("(due_at) WHERE warned IS NOT NULL")

    def _on_allowed(self, going):
        result = super()._on_allowed(going)
        for touch, verdict in going:
            lines = [
                touch._warned_line(warning)
                for warning in verdict.warnings
                if warning["rule"].startswith(RULE)
            ]
            # A verdict that is renewed is about the same words.
            if lines or touch.warned:
                touch.warned = "\n".join(lines) or False
        return result

    def _warned_line(self, warning):
        line = " ".join(warning["reason"].split())
        return f"{line} ({warning['citation']})" if warning["citation"] else line

    def _ledger_values(self, event, payload, content=None):
        if event == "handover" and self.warned:
            payload = {**payload, "warnings": self.warned.splitlines()}
        return super()._ledger_values(event, payload, content)

    def _tell_mailing_author(self):
        """Tell who wrote from a mail program, and sees no screen, what was refused."""
        for touch in self.filtered(lambda touch: touch.message_id.sudo()):
            message = touch.message_id.sudo()
            if message.message_type != "email" or not touch.author_id:
                continue
            document = self.env[touch.res_model].sudo().browse(touch.res_id)
            document.message_notify(
                partner_ids=touch.author_id.partner_id.ids,
                subject=self.env._("Your email did not leave"),
                body=self.env._(
                    "Your email to %(who)s did not leave. %(reason)s",
                    who=touch.partner_id.name or touch.point_id.value,
                    reason=touch.reason or "",
                ),
            )
