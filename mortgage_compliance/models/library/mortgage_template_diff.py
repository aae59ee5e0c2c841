from markupsafe import Markup

from odoo import api, fields, models

from ...tools import word_diff
from ...tools.products import PRODUCTS

_TABLE = Markup(
    '<table class="table table-sm table-borderless"><thead class="border-bottom"><tr>'
    '<th class="w-50">%s</th><th class="w-50">%s</th></tr></thead>'
    "<tbody>%s</tbody></table>"
)
_HEADING = Markup('<tr><td colspan="2" class="text-muted small pt-3">%s</td></tr>')
_ROW = Markup("<tr>%s%s</tr>")
_CELL = Markup('<td class="text-break" style="white-space:pre-wrap">%s</td>')
_GONE = Markup('<td class="bg-light"></td>')
_OLD = Markup('<del class="bg-danger-subtle">%s</del>')
_NEW = Markup('<ins class="bg-success-subtle fw-bold text-decoration-none">%s</ins>')


class MortgageTemplateVersion(models.Model):
    """What a version changes, beside the words that are sent now."""

    _inherit = "mortgage.template.version"

    changes = fields.Html(compute="_compute_changes", sanitize=False)

    @api.depends("subject", "body", "attachment_ids", "lang", "template_id", "state")
    def _compute_changes(self):
        for version in self:
            before = version._version_before()
            version.changes = before._beside(version) if before else False

    def action_compare(self):
        """Open this version beside another of its template, to choose there."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Compare versions"),
            "res_model": "mortgage.template.compare",
            "views": [[False, "form"]],
            "target": "new",
            "context": {
                "default_new_id": self.id,
                "default_old_id": self._version_before().id,
            },
        }

    def _version_before(self):
        """Return the approved version; of one decided on, the one before it."""
        self.ensure_one()
        siblings = self.template_id.version_ids.filtered(
            lambda version: version.lang == self.lang and version != self._origin
        )
        if self.state in ("draft", "review"):
            return siblings.filtered(lambda version: version.state == "approved")[:1]
        return siblings.filtered(
            lambda version: version.number < self.number and version.content_sha256
        ).sorted("number")[-1:]

    def _beside(self, other):
        """Return ``self`` and ``other`` side by side, with changed words marked."""
        cells = Markup("")
        parts = zip(self._parts(), other._parts(), strict=True)
        for (label, old), (_label, new) in parts:
            if not old and not new:
                continue
            cells += _HEADING % label
            for row in word_diff.rows(old, new):
                cells += _ROW % (_cell(row.left, _OLD), _cell(row.right, _NEW))
        return _TABLE % (self._caption(), other._caption(), cells)

    def _caption(self):
        states = dict(self._fields["state"]._description_selection(self.env))
        return self.env._(
            "%(version)s, %(state)s",
            version=self.display_name,
            state=states[self.state].lower(),
        )

    def _parts(self):
        """Return ``[(label, text)]`` of what is compared, always in the same order."""
        covered = self._covered()
        return [
            (self.env._("Subject"), self.subject),
            (self.env._("Words"), self.body),
            (self.env._("States"), covered["covered_states"]),
            (self.env._("Product"), dict(PRODUCTS).get(covered["covered_product"])),
            (
                self.env._("Attachments"),
                "\n".join(
                    f"{name} ({digest[:12]})"
                    for name, _type, digest in self._attachment_content()
                ),
            ),
        ]


def _cell(pieces, mark):
    """Return one side of a row; ``mark`` shows what differs in it."""
    if pieces is None:
        return _GONE
    text = Markup("")
    for piece, differs in pieces:
        text += mark % piece if differs else piece
    return _CELL % text
