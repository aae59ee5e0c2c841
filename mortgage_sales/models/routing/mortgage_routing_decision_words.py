from markupsafe import Markup

from odoo import api, models

SECOND = 1
MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR


class MortgageRoutingDecision(models.Model):
    """Says a decision to the person who wants to know why."""

    _inherit = "mortgage.routing.decision"

    def _explanation_html(self):
        return Markup("<p>%s</p>%s") % (
            self._sentence(),
            self._candidates_html(self.candidates, self.user_id.id),
        )

    def _sentence(self):
        """Return such as: Assigned to Maria Gomez by rule *Texas* (next in turn) 4 s
        after arrival."""
        if not self.rule_id or not self.user_id:
            return self.reason or ""
        sentence = self.env._(
            "Assigned to %(officer)s by rule %(rule)s (in turn) %(after)s.",
            officer=self.user_id.name,
            rule="%(rule)s",
            after=self._after_arrival(),
        )
        return _with_rule(sentence, self.rule_id.name)

    def _after_arrival(self):
        waited = int((self.at - self.lead_id.create_date).total_seconds())
        if waited < SECOND:
            return self.env._("on arrival")
        for length, words in (
            (DAY, self.env._("%(count)s days after arrival")),
            (HOUR, self.env._("%(count)s h after arrival")),
            (MINUTE, self.env._("%(count)s min after arrival")),
        ):
            if waited >= 2 * length:
                return words % {"count": waited // length}
        return self.env._("%(count)s s after arrival", count=waited)

    @api.model
    def _candidates_html(self, candidates, chosen_id=False):
        """Return ``candidates`` as a table, the chosen one first; empty for nobody."""
        if not candidates:
            return Markup()
        rows = Markup().join(
            self._candidate_html(candidate, candidate["user_id"] == chosen_id)
            for candidate in sorted(
                candidates, key=lambda candidate: candidate["user_id"] != chosen_id
            )
        )
        heads = Markup().join(
            Markup("<th scope='col'>%s</th>") % head
            for head in (
                self.env._("Loan officer"),
                self.env._("In or out"),
                self.env._("Why"),
                self.env._("At that moment"),
            )
        )
        return Markup(
            "<table class='table table-sm'><thead><tr>%s</tr></thead>"
            "<tbody>%s</tbody></table>"
        ) % (heads, rows)

    def _candidate_html(self, candidate, is_chosen):
        icon, words = "fa-times", self.env._("Out")
        if is_chosen:
            icon, words = "fa-star", self.env._("Got it")
        elif candidate["eligible"]:
            icon, words = "fa-check", self.env._("In")
        on, off = self.env._("taking leads"), self.env._("not taking leads")
        return Markup(
            "<tr class='%s'><td>%s</td>"
            "<td><i class='fa %s me-1' aria-hidden='true'></i>%s</td>"
            "<td>%s</td><td>%s</td></tr>"
        ) % (
            "" if candidate["eligible"] else "text-muted",
            Markup("<b>%s</b>" if is_chosen else "%s") % candidate["name"],
            icon,
            words,
            candidate["reason"],
            on if candidate.get("on") else off,
        )


def _with_rule(sentence, name):
    """Put the rule's name, which an administrator typed, into the sentence."""
    before, _mark, after = sentence.partition("%(rule)s")
    return Markup("%s<em>%s</em>%s") % (before, name, after)
