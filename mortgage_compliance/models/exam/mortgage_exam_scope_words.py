from odoo import api, fields, models
from odoo.tools import format_date

from ...tools.places import state_name


class MortgageExamScope(models.Model):
    """The sentence, as a person reads it."""

    _inherit = "mortgage.exam.scope"

    name = fields.Char("In words", compute="_compute_name")

    @api.depends(
        *("about", "partner_ids", "addresses", "kind", "channel", "states"),
        *("date_from", "date_to", "user_ids", "template_ids"),
    )
    def _compute_name(self):
        for scope in self:
            scope.name = scope._words(scope._borrower_words())

    def _ledger_words(self):
        """Return the sentences as the ledger keeps them: without a borrower's name or
        address, which could never be deleted from there."""
        return [scope._words(scope._borrower_numbers()) for scope in self]

    def _words(self, borrowers):
        """Return the sentence with ``borrowers`` as they are to be called."""
        said = [self._what_words(), *self._to_words(borrowers)]
        if period := self._period_words():
            said.append(period)
        if self.user_ids:
            names = ", ".join(self.user_ids.mapped("name"))
            said.append(self.env._("sent by %s", names))
        if self.template_ids:
            names = ", ".join(self.template_ids.mapped("name"))
            said.append(self.env._("with the template %s", names))
        return ", ".join([*said, *self._further_words()])

    def _what_words(self):
        if not self.kind and not self.channel:
            return self.env._("Everything")
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        channels = {
            "email": self.env._("emails"),
            "sms": self.env._("texts"),
            "call": self.env._("calls"),
            "voicemail": self.env._("voicemails"),
            "letter": self.env._("letters"),
        }
        return self.env._(
            "All %(kind)s %(channel)s",
            kind=kinds.get(self.kind, "").lower(),
            channel=channels.get(self.channel) or self.env._("messages and calls"),
        ).replace("  ", " ")

    def _to_words(self, borrowers):
        if self._asks_for_borrower():
            yield self.env._("to %s", borrowers)
        if self.states:
            names = ", ".join(map(state_name, self.states.split()))
            yield self.env._("to borrowers in %s", names)

    def _borrower_words(self):
        named = self._asked_partners().mapped("display_name")
        return ", ".join([*named, *filter(None, [self.addresses])]) or "…"

    def _borrower_numbers(self):
        partners = [f"res.partner {number}" for number in self._asked_partners().ids]
        points = [
            f"mortgage.contact.point {number}" for number in self._asked_points().ids
        ]
        return ", ".join([*partners, *points])

    def _period_words(self):
        first, last = (
            day and format_date(self.env, day, date_format="MMM d, y")
            for day in (self.date_from, self.date_to)
        )
        if first and last:
            return self.env._("%(first)s – %(last)s", first=first, last=last)
        if first:
            return self.env._("from %s on", first)
        return self.env._("through %s", last) if last else ""

    def _further_words(self):
        """Hook: return what else the sentence says."""
        return []
