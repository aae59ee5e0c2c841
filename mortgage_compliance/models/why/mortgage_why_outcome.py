from odoo import models

from ...tools import why_words


class MortgageWhy(models.AbstractModel):
    """What came of a contact, and where all of it stands in the record."""

    _inherit = "mortgage.why"

    def _outcome(self, touch, records, zone):
        """Return the receipts, answers and opt-outs in the order they came."""
        names = dict(touch.event_ids._fields["type"]._description_selection(self.env))
        facts = [
            (
                entry.at,
                entry.id,
                self._fact(
                    self.env._("Outcome"),
                    self._outcome_words(entry),
                    why_words.exact(entry.at, zone),
                ),
            )
            for entry in records.entries.get(touch.id, ())
            if entry.event == "outcome"
        ]
        facts += [
            (
                event.at,
                event.id,
                self._fact(
                    names[event.type],
                    event.note or names[event.type],
                    why_words.exact(event.at, zone),
                ),
            )
            for event in touch.event_ids
        ]
        if touch.wire_id and touch.wire_id != touch.message_id.message_id:
            facts.append(
                (
                    touch.sent_at or touch.due_at,
                    0,
                    self._fact(self.env._("Receipt number"), touch.wire_id),
                )
            )
        return [fact for _at, _id, fact in sorted(facts, key=lambda row: row[:2])]

    def _outcome_words(self, entry):
        states = dict(
            self.env["mortgage.touch"]._fields["state"]._description_selection(self.env)
        )
        told = entry.payload
        outcome = told.get("outcome") or ""
        parts = [states.get(outcome, outcome), told.get("error"), told.get("note")]
        return ": ".join(str(part) for part in parts if part)

    def _ledger(self, touch, records, zone):
        """Return every entry of the record about it: ``{entry, position, at, local,
        event, leaf, sealed}``, where ``sealed`` says when, in words."""
        field = self.env["mortgage.ledger.entry"]._fields["event"]
        names = dict(field._description_selection(self.env))
        rows = []
        for entry in records.entries.get(touch.id, ()):
            position, leaf, at = records.seals.get(entry.id, (False, False, None))
            rows.append(
                {
                    "entry": entry.id,
                    "position": position,
                    **self._moment(entry.at, zone),
                    "event": names.get(entry.event, entry.event),
                    "leaf": leaf,
                    "sealed": self.env._("sealed %s", why_words.utc(at))
                    if at
                    else self.env._("not sealed yet"),
                }
            )
        return rows
