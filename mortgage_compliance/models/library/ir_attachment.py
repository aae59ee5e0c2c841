from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

from .mortgage_template_version import BY_BUTTON

VERSION = "mortgage.template.version"
# What a borrower gets of a file, and where it belongs.
FROZEN = (
    *("name", "type", "url", "raw", "datas", "db_datas", "mimetype"),
    *("res_model", "res_id", "res_field"),
)


class IrAttachment(models.Model):
    """A file of the library's words is not changed: another is attached in its place,
    by writing on a draft, which makes the one who does it its author."""

    _inherit = "ir.attachment"

    def write(self, vals):
        if not set(FROZEN).isdisjoint(vals):
            self._mortgage_refuse_change(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=True)
    def _unlink_except_words(self):
        if self.env.su and self.env.context.get(MODULE_UNINSTALL_FLAG):
            return
        self._mortgage_refuse_words(self)

    def _mortgage_refuse_change(self, vals):
        if self.env.context.get("mortgage_by_button") is BY_BUTTON:
            return
        self._mortgage_refuse_words(
            self.filtered(
                lambda file: (
                    file.res_model == VERSION
                    and any(
                        (vals[name] or False) != (file[name] or False)
                        for name in FROZEN
                        if name in vals
                    )
                )
            )
        )

    def _mortgage_refuse_words(self, files):
        words = files._mortgage_in_words()
        if words:
            raise UserError(
                self.env._(
                    "This file belongs to %(version)s and stays as it is. Attach"
                    " another to a draft instead.",
                    version=words[0].display_name,
                )
            )

    def _mortgage_in_words(self):
        """Return the versions of templates that these files go out with."""
        files = self.sudo().filtered(lambda file: file.res_model == VERSION)
        versions = self.env[VERSION].sudo()
        if not files:
            return versions
        return versions.search([("attachment_ids", "in", files.ids)])
