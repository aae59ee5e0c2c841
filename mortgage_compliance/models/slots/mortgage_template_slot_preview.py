from odoo import api, fields, models

from ..disclosure.res_company import EQUAL_HOUSING


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
        companies = {
            own.id: (own.template_id.company_id or own.user_id.company_id).sudo()
            for own, _version in placed
        }
        senders = self.env["mortgage.sender"]._sender_values(
            (own.user_id._origin.id, companies[own.id].id) for own, _version in placed
        )
        jobs = []
        for own, version in placed:
            company = companies[own.id]
            told = senders[own.user_id._origin.id, company.id]
            known = {name: value for name, value in told.items() if value}
            key = (version.template_id.id, version.lang)
            mine = dict(known.get("slot_words", {}).get(key, {}))
            mine[own.slot] = (own.words or "", "")
            values = {
                **self.env["mortgage.template"]._sample_values(version.lang),
                "equal_housing": EQUAL_HOUSING[company.mortgage_business],
                **known,
                "slot_words": {key: mine},
            }
            links = {"unsubscribe": "https://example.com/unsubscribe"}
            jobs.append((version, values, "", links))
        return jobs
