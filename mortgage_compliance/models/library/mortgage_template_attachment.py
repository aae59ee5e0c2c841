import hashlib

from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError

from .mortgage_template_version import BY_BUTTON

# What mail servers take with room for the words.
MAX_MEGABYTES = 10


class MortgageTemplateVersion(models.Model):
    """Files that go out with an email's words, and are approved with them.

    Each file is the version's own: one that belongs to another record is copied, so
    that nothing done to that record changes what was read.
    """

    _inherit = "mortgage.template.version"

    attachment_ids = fields.Many2many(
        "ir.attachment",
        "mortgage_template_version_attachment_rel",
        "version_id",
        "attachment_id",
        string="Attachments",
        bypass_search_access=True,
        help="Files that go out with the email.",
    )

    @api.constrains("attachment_ids", "template_id")
    def _check_attachments(self):
        for version in self.filtered("attachment_ids"):
            files = version.sudo().attachment_ids
            if version.channel != "email":
                raise ValidationError(
                    self.env._(
                        "%(version)s: only an email has attachments.",
                        version=version.display_name,
                    )
                )
            if any(file.type != "binary" or file.res_field for file in files):
                raise ValidationError(
                    self.env._(
                        "%(version)s: attach the file itself, not a link to it.",
                        version=version.display_name,
                    )
                )
            if sum(files.mapped("file_size")) > MAX_MEGABYTES * 2**20:
                raise ValidationError(
                    self.env._(
                        "%(version)s: its attachments have over %(limit)s MB together.",
                        version=version.display_name,
                        limit=MAX_MEGABYTES,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        versions = super().create(vals_list)
        versions._own_attachments()
        return versions

    def write(self, vals):
        result = super().write(vals)
        if "attachment_ids" in vals:
            self._own_attachments()
        return result

    def _own_attachments(self):
        """Make each file the version's own: a fresh upload is, others are copied."""
        by_button = {"mortgage_by_button": BY_BUTTON}
        for version in self:
            own = version.sudo().attachment_ids
            others = own.filtered(version._is_of_another)
            if not others:
                continue
            others.sudo(self.env.su).check_access("read")
            place = {"res_model": self._name, "res_id": version.id}
            uploads = others.filtered(version._is_upload)
            uploads.with_context(**by_button).write(place)
            copies = (others - uploads).copy({**place, "public": False})
            version.with_context(**by_button).write(
                {"attachment_ids": [Command.set((own - others + uploads + copies).ids)]}
            )

    def _is_of_another(self, file):
        return (file.res_model, file.res_id) != (self._name, self.id)

    def _is_upload(self, file):
        """Whether the user uploaded ``file`` on the form of a version."""
        return (
            file.res_model in (False, self._name)
            and not file.res_id
            and file.create_uid == self.env.user
            and not file._mortgage_in_words()
        )

    def _attachment_content(self):
        """Return what an approval covers of the files: name, type, hash of bytes."""
        return [
            [file.name, file.mimetype, hashlib.sha256(file.raw or b"").hexdigest()]
            for file in self.sudo().attachment_ids.sorted("id")
        ]
