from odoo import fields, models

from ...tools.readers import LICENSE_READERS


class ResUsers(models.Model):
    _inherit = "res.users"

    nmls_id = fields.Char("NMLS number")
    mortgage_branch_id = fields.Many2one("mortgage.branch", "Branch")
    mortgage_license_ids = fields.One2many(
        "mortgage.license", "user_id", string="Licenses", groups=LICENSE_READERS
    )

    def _mortgage_assistants(self):
        """Return those of ``self`` who work for an LO and are none themselves."""
        assistant = self.env.ref("mortgage_compliance.group_assistant")
        officer = self.env.ref("mortgage_compliance.group_lo")
        return self.filtered(
            lambda user: (
                assistant in user.all_group_ids and officer not in user.all_group_ids
            )
        )
