from odoo import api, models
from odoo.exceptions import ValidationError

from ...tools.merge_fields import misplaced


class MortgageTemplateVersion(models.Model):
    """Fields stand only where they may."""

    _inherit = "mortgage.template.version"

    @api.constrains("subject", "body", "lang", "template_id")
    def _check_field_limits(self):
        known = self.env["mortgage.merge.field"]._known()
        for version in self:
            found = misplaced(version.subject, version.body, version.channel, known)
            if found:
                raise ValidationError(
                    "\n".join(version._misplaced_text(*place) for place in found)
                )

    def _misplaced_text(self, code, field):
        """Return what is wrong about the place of ``field``, as a writer reads it."""
        texts = {
            "subject": self.env._(
                "“%(field)s” does not stand in a subject, which shows on a locked"
                " phone. Put it into the message.",
                field=field.label,
            ),
            "channel": self.env._(
                "“%(field)s” is not for this channel. Leave it out here.",
                field=field.label,
            ),
            "behind": self.env._(
                "“%(field)s” is no address and cannot stand behind a link. Choose one"
                " of the group Links.",
                field=field.label,
            ),
        }
        return f"{self.display_name}: {texts[code]}"
