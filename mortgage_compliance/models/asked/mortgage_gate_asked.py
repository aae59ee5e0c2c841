from datetime import timezone

from odoo import api, models


class MortgageGateAsked(models.AbstractModel):
    """What a borrower asked for passes hours and caps, once."""

    _inherit = "mortgage.gate.facts"

    def _read_asked(self, cases, book):
        """Set which request of the borrower each case may answer, one query a batch."""
        asking = [
            case for case in cases if case.partner_id and self._asked_rules(case, book)
        ]
        if not asking:
            return
        moments = [_naive(case.at) for case in asking]
        found = self.env["mortgage.contact.request"]._open_rows(
            {case.partner_id for case in asking},
            [case.request.touch_id for case in asking if case.request.touch_id],
            min(moments),
            max(moments),
        )
        taken = set()
        for case in asking:
            for asked in found.get(case.partner_id, ()):
                if asked.id not in taken and self._answers(case, asked):
                    case.asked = asked
                    if case.request.in_series:
                        taken.add(asked.id)
                    break

    @api.model
    def _answers(self, case, asked):
        return (
            asked.company_id == case.company_id
            and case.channel in asked.channels
            and asked.valid_from <= _naive(case.at) < asked.valid_to
            # What is judged once more uses what it used before.
            and (not asked.is_used or asked.touch_id == case.request.touch_id)
        )

    @api.model
    def _asked_rules(self, case, book):
        return [
            rule
            for rule in book.of("asked_for", case.company_id, case.at)
            if rule.covers(case)
        ]

    @api.model
    def _passes_as_asked(self, case, book, code):
        """Whether the borrower asked for this contact, so that the rule ``code`` lifts
        what would hold it. The verdict then names the proof."""
        rule = case.asked and book.find(code, case.company_id, case.at)
        if not rule or not rule.covers(case):
            return False
        case.rules.append(rule.id)
        if not case.asked_used:
            case.asked_used = case.asked
            reason = self.env._(
                "The borrower asked for it: %(proof)s", proof=case.asked.words
            )
            case.warnings.append(self._warning(rule, reason))
        return True


def _naive(moment):
    return moment.astimezone(timezone.utc).replace(tzinfo=None)
