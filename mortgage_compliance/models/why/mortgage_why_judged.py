from datetime import timezone

from odoo import models

from ...tools import why_words
from ..gate.mortgage_gate import CHECKS

JUDGED = ("verdict", "hold", "block")


class MortgageWhy(models.AbstractModel):
    """Each judgment of a contact, and what the one that let it go stood on."""

    _inherit = "mortgage.why"

    def _deciding(self, touch, records):
        """Return the judgment that decided: the last before it was handed over, else
        the last there is."""
        handover = self._handover(touch, records)
        judged = [
            entry
            for entry in records.entries.get(touch.id, ())
            if entry.event in JUDGED and "inputs" in entry.payload
        ]
        before = [entry for entry in judged if handover and entry.id < handover.id]
        found = before or judged
        return found[-1] if found else None

    def _history(self, touch, records, zone):
        """Return what happened in order: ``{at, local, what, words, until, rule,
        citation, entry, position}``."""
        rows = [
            {
                **self._moment(touch.create_date, zone),
                "what": self.env._("Planned"),
                "words": self.env._("for %s", why_words.exact(touch.due_at, zone)),
            }
        ]
        rows += [
            self._judgment(entry, records, zone)
            for entry in records.entries.get(touch.id, ())
            if entry.event in (*JUDGED, "handover", "override", "stop", "resume")
        ]
        empty = {"until": "", "rule": "", "citation": "", "entry": False}
        return [{**empty, "position": False, **row} for row in rows]

    def _moment(self, moment, zone):
        return {
            "at": why_words.utc(moment),
            "local": why_words.exact(moment, zone),
        }

    def _judgment(self, entry, records, zone):
        told = entry.payload
        until = why_words.naive(told.get("hold_until"))
        return {
            **self._moment(entry.at, zone),
            "what": self._what(entry),
            "words": told.get("reason") or self._plain_words(entry),
            "until": why_words.exact(until, zone) if until else "",
            "rule": records.named.get(told.get("rule"), ""),
            "citation": why_words.source(told.get("citation")),
            "entry": entry.id,
            "position": records.seals.get(entry.id, (False,))[0],
        }

    def _what(self, entry):
        field = self.env["mortgage.ledger.entry"]._fields["event"]
        names = dict(field._description_selection(self.env))
        if entry.event == "verdict":
            return self.env._("Allowed")
        return names[entry.event]

    def _plain_words(self, entry):
        if entry.event == "verdict":
            return self.env._("Nothing stood against it")
        if entry.event == "handover":
            return self.env._("Given to the mail server or the text provider's queue")
        return ""

    # What the judgment stood on

    def _checks(self, touch, records, zone):
        """Return the rules that were read for the judgment that decided, in the order
        they are asked: ``{check, rule, value, source, in_force, origin, kept}``.

        ``kept`` says that the record itself names the rule; of a check that it only
        names as passed, the rules in force at that moment are shown.
        """
        entry = self._deciding(touch, records)
        if not entry:
            return []
        kept = set(entry.payload["inputs"].get("rules", ()))
        rules = [records.rules[one] for one in kept if one in records.rules]
        named = {rule.check for rule in rules}
        rules += [
            records.rules[rule.id]
            for rule in self._rules_passed(touch, records)
            if rule.check not in named and rule.id in records.rules
        ]
        places = {check: place for place, check in enumerate(CHECKS)}
        rules.sort(key=lambda one: (places.get(one.check, len(places)), one.code))
        checks = dict(self._check_names())
        origins = dict(
            self.env["mortgage.contact.policy"]
            ._fields["origin"]
            ._description_selection(self.env)
        )
        return [
            {
                "check": checks.get(rule.check, ""),
                "rule": rule.name,
                "value": rule._told_value(),
                "source": why_words.source(rule.source),
                "in_force": rule._told_span(zone),
                "origin": origins[rule.origin],
                "kept": rule.id in kept,
            }
            for rule in rules
        ]

    def _check_names(self):
        field = self.env["mortgage.contact.policy"]._fields["check"]
        return field._description_selection(self.env)

    def _rules_passed(self, touch, records):
        """Return the rules in force then, of the checks that the judgment names as
        passed without naming a rule."""
        entry = self._deciding(touch, records)
        if not entry:
            return []
        at = why_words.naive(entry.payload["inputs"].get("at")) or entry.at
        at = at.replace(tzinfo=timezone.utc)
        inputs = entry.payload["inputs"]
        return [
            rule
            for check in inputs.get("passed", "").split()
            for rule in records.book.of(check, touch.company_id.id, at)
            if (not rule.states or set(rule.states) & set(inputs.get("states", ())))
            and (not rule.channels or touch.channel in rule.channels)
            and (not rule.kinds or inputs.get("kind") in rule.kinds)
        ]

    def _found(self, touch, records):
        """Return what the judgment found about the borrower, as it was kept."""
        entry = self._deciding(touch, records)
        if not entry:
            return []
        inputs = entry.payload["inputs"]
        kinds = dict(touch._fields["kind"]._description_selection(self.env))
        facts = [
            self._fact(self.env._("Kind of message"), kinds.get(inputs.get("kind"))),
            self._fact(
                self.env._("Where the borrower may be"),
                ", ".join(inputs.get("states", ())),
            ),
            self._fact(
                self.env._("State whose license counts"), inputs.get("license_state")
            ),
            self._fact(
                self.env._("On the do-not-contact list"),
                self.env._("No")
                if not inputs.get("suppressions")
                else self.env._("%s entries", len(inputs["suppressions"])),
            ),
            *(
                self._fact(
                    self.env._("The clock in %s", name),
                    why_words.exact(why_words.naive(moment), name),
                )
                for name, moment in sorted(inputs.get("local_times", {}).items())
            ),
            self._fact(
                self.env._("The borrower asked for it"),
                (inputs.get("asked_for") or {}).get("proof"),
            ),
        ]
        facts += [
            self._fact(
                self.env._("Warned of"),
                warning.get("reason"),
                why_words.source(warning.get("citation")),
            )
            for warning in entry.payload.get("warnings") or ()
        ]
        return [fact for fact in facts if fact["words"]]
