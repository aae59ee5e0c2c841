from dataclasses import replace

from odoo import api, fields, models
from odoo.exceptions import UserError

LINKS = {
    "unsubscribe": "https://example.com/unsubscribe",
    "preferences": "https://example.com/preferences",
}


class MortgageTemplateSlot(models.Model):
    """How a message reads with the LO's own words in it."""

    _inherit = "mortgage.template.slot"

    place = fields.Char("Where", compute="_compute_place")
    default_words = fields.Char(compute="_compute_place")
    problem = fields.Text("What to change", compute="_compute_place")
    preview_subject = fields.Char("Subject", compute="_compute_preview")
    preview_html = fields.Html(compute="_compute_preview", sanitize=False)
    preview_text = fields.Text(compute="_compute_preview")

    @api.depends("words", "template_id", "lang", "slot")
    def _compute_place(self):
        for own, (version, slot) in self._places():
            own.place = (own.slot or "").replace("_", " ").capitalize()
            own.default_words = slot.default if slot else False
            own.problem = "\n".join(own._flaws(version, slot)) if slot else ""
            if not slot:
                own.problem = self.env._(
                    "The template no longer leaves room here. The words do not go out."
                )

    @api.depends("words", "template_id", "lang", "slot", "user_id")
    def _compute_preview(self):
        placed = [(own, version) for own, (version, slot) in self._places() if slot]
        messages = self.env["mortgage.template.version"]._compose(
            self._preview_jobs(placed)
        )
        shown = {
            own: message
            for (own, _version), message in zip(placed, messages, strict=True)
        }
        for own in self:
            message = shown.get(own)
            own.preview_subject = message and message.subject
            own.preview_html = message and message.html
            own.preview_text = message and (
                message.text
                or self.env._(
                    "Nothing is sent without: %(gaps)s",
                    gaps=", ".join(message.missing),
                )
            )

    @api.model
    def _preview_jobs(self, placed):
        """Return what ``_compose`` needs for ``[(own words, version)]``: the LO's names
        and numbers, and a borrower of samples."""
        senders = self.env["mortgage.sender"]._sender_values(
            (own.user_id._origin.id, own._company().id) for own, _version in placed
        )
        jobs = []
        for own, version in placed:
            told = senders[own.user_id._origin.id, own._company().id]
            known = {name: value for name, value in told.items() if value}
            key = (version.template_id.id, version.lang)
            mine = dict(known.get("slot_words", {}).get(key, {}))
            mine[own.slot] = (own.words or "", "")
            samples = self.env["mortgage.template"]._sample_values(version.lang)
            values = {**samples, **known, "slot_words": {key: mine}}
            jobs.append((version, values, "", LINKS))
        return jobs

    def _company(self):
        return (self.template_id.company_id or self.user_id.company_id).sudo()

    def _refuse_blocked_words(self):
        """Refuse words that a rule stops in the message they would stand in."""
        for own, (version, slot) in self._places():
            if not slot:
                continue
            [(_version, values, _state, links)] = self._preview_jobs([(own, version)])
            states = version._audience_states()
            messages = version._compose(
                [(version, values, state, links) for state in states]
            )
            names = (values.get("company_name"), values.get("lo_name"))
            texts = [
                replace(
                    version._lint_text(message.subject, message.text),
                    names=tuple(filter(None, names)),
                    people=tuple(filter(None, names[1:])),
                )
                for message in messages
            ]
            found = self.env["mortgage.lint.rule"]._lint(texts, own._company().id)
            blocks = {
                finding.code: finding
                for findings in found
                for finding in findings
                if finding.severity == "block"
            }
            if blocks:
                raise UserError(
                    "\n".join(
                        [
                            self.env._(
                                "%s: the message cannot go out with these words.",
                                own.display_name,
                            ),
                            *map(version._finding_words, blocks.values()),
                        ]
                    )
                )
