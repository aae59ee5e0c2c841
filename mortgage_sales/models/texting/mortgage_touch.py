from odoo import models


class MortgageTouch(models.Model):
    """What becomes of a plan's texts while texting is not approved."""

    _inherit = "mortgage.touch"

    def _still_wanted(self):
        wanted = super()._still_wanted()
        texts = wanted.filtered(lambda touch: touch.channel == "sms" and touch.step_id)
        waiting = texts.filtered(
            lambda touch: not touch.company_id._mortgage_texts_allowed()
        )
        if not waiting:
            return wanted
        skipped = waiting - waiting._become_emails()
        skipped._skip(self.env._("Texting is not approved yet"))
        return wanted - skipped

    def _become_emails(self):
        """Turn texts into the emails their plan wants in their place; return those."""
        twins = self.filtered(
            lambda touch: (
                touch.enrollment_id.cadence_id.unapproved_texts == "email"
                and touch.step_id.template_id.email_twin_id
                and touch._has_email()
            )
        )
        # Its address is chosen anew, and so are the words approved today.
        twins.write({"channel": "email", "point_id": False})
        twins._take_current_versions()
        return twins

    def _has_email(self):
        return "email" in self.partner_id.mortgage_point_ids.mapped("kind")

    def _step_template(self):
        template = super()._step_template()
        if self.channel != self.step_id.channel:
            return template.email_twin_id
        return template
