from dataclasses import dataclass, field

from odoo import api, models

from ...tools import why_words

# What has left, or may have.
GONE = ("sent", "delivered", "failed", "in_doubt")


@dataclass
class Records:
    """Everything that is known of a set of contacts, read in a constant number of
    queries. The dicts have the ids of contacts as keys, unless said otherwise."""

    entries: dict = field(default_factory=dict)  # [Entry], the oldest first
    seals: dict = field(default_factory=dict)  # entry id: (position, leaf, at)
    bodies: dict = field(default_factory=dict)  # sha256: (bytes, whether they match)
    rules: dict = field(default_factory=dict)  # rule id: rule
    named: dict = field(default_factory=dict)  # rule code: what it is called
    book: object = None  # the rules of every time
    asked: dict = field(default_factory=dict)  # [fact] of what asked for it
    consents: dict = field(default_factory=dict)  # contact point id: consents
    stops: dict = field(default_factory=dict)  # contact point id: suppressions
    licenses: list = field(default_factory=list)
    lists: dict = field(default_factory=dict)  # list id: do-not-call list
    approvals: dict = field(default_factory=dict)  # version id: [Entry]
    places: dict = field(default_factory=dict)  # (kind, code): the zones of the place


class MortgageWhy(models.AbstractModel):
    """The page that says why a message was sent, or was not: what was sent, to whom,
    who asked for it, what was judged when, on what it stood and what came of it.

    It tells what the records say and nothing else: what was not kept at the time is
    said not to have been kept.
    """

    _name = "mortgage.why"
    _description = "Why a message was sent"

    @api.model
    def _tell(self, touches):
        """Return ``{contact id: page}``, JSON types throughout.

        A page has ``question``, ``answer``, ``state`` and parts. A part is a list of
        facts ``{name, words, note}``, but for ``message``, ``history`` and ``ledger``.
        """
        touches = touches.sudo()
        records = self._read(touches)
        return {touch.id: self._page(touch, records) for touch in touches}

    def _page(self, touch, records):
        zone = self._clock_of(touch)
        handover = self._handover(touch, records)
        states = dict(touch._fields["state"]._description_selection(self.env))
        checks = self._checks(touch, records, zone)
        return {
            "touch_id": touch.id,
            "question": self._question(touch, zone),
            "answer": self._answer(touch, records, zone, len(checks)),
            "state": states[touch.state],
            "was_sent": touch.state in GONE,
            "zone": zone,
            "message": self._message(touch, records, handover),
            "people": self._people(touch, records, handover),
            "times": self._times(touch, records, zone, handover),
            "asked": records.asked.get(touch.id, []),
            "history": self._history(touch, records, zone),
            "checks": checks,
            "found": self._found(touch, records),
            "consent": self._consent(touch, records, zone, handover),
            "license": self._license(touch, records, zone, handover),
            "lists": self._lists(touch, records),
            "template": self._template(touch, records, zone, handover),
            "outcome": self._outcome(touch, records, zone),
            "ledger": self._ledger(touch, records, zone),
        }

    @api.model
    def _fact(self, name, words, note=""):
        return {"name": name, "words": words or "", "note": note or ""}

    def _clock_of(self, touch):
        """Return the zone whose clock the page goes by: the borrower's as it was
        judged, else the lender's."""
        return touch.zone or str(touch.company_id._mortgage_zone())

    def _named(self, touch):
        """Return how the page calls whom it was for."""
        return touch.partner_id.name or touch.point_id.value or self.env._("somebody")

    # The headline

    def _question(self, touch, zone):
        channel = self.env["mortgage.gate"]._channel_words(touch.channel)
        left_at = touch.sent_at or touch.attempted_at
        if touch.state in GONE and left_at:
            return self.env._(
                "Why was this %(what)s sent at %(when)s?",
                what=channel,
                when=why_words.short(left_at, zone),
            )
        if touch.state in ("blocked", "skipped", "cancelled"):
            return self.env._("Why was this %s not sent?", channel)
        if touch.state == "held":
            return self.env._("Why has this %s not been sent yet?", channel)
        return self.env._("What becomes of this %s?", channel)

    def _answer(self, touch, records, zone, count):
        """Return the sentences that answer the question; ``count`` rules let it go."""
        asked = records.asked.get(touch.id) or [{"words": "", "note": ""}]
        sentences = [
            asked[0]["words"],
            *self._waits(touch, records, zone),
            self._end(touch, records, zone, count),
        ]
        return " ".join(_sentence(words) for words in sentences if words)

    def _waits(self, touch, records, zone):
        """Tell each hold that is over; the one that lasts is how it ends."""
        holds = [
            entry
            for entry in records.entries.get(touch.id, ())
            if entry.event == "hold"
        ]
        if touch.state == "held":
            holds = holds[:-1]
        reasons = {entry.payload.get("reason"): entry for entry in holds}
        for reason, entry in reasons.items():
            until = why_words.naive(entry.payload.get("hold_until"))
            said = {
                "at": why_words.short(entry.at, zone),
                "why": self._cited(reason, entry.payload.get("citation")),
            }
            if until:
                said["until"] = why_words.short(until, zone)
                yield self.env._(
                    "At %(at)s it was held until %(until)s: %(why)s", **said
                )
            else:
                yield self.env._("At %(at)s it was held: %(why)s", **said)

    def _end(self, touch, records, zone, count):
        """Tell the judgment that decided, and what became of it."""
        cited = self._cited(touch.reason, touch.citation)
        if touch.state == "blocked":
            return self.env._("It was not sent: %s", cited)
        if touch.state in ("skipped", "cancelled"):
            return self.env._("It was called off before it left: %s", cited)
        if touch.state == "held":
            released = touch.release_text
            waits = released and self.env._("It goes %s", released)
            return _joined(self.env._("It is held: %s", cited), waits)
        if touch.state == "planned":
            return self.env._("It has not been judged yet")
        entry = self._deciding(touch, records)
        if not entry:
            return self.env._("No judgment of it is on record")
        return self.env._(
            "It was judged at %(at)s, and nothing stood against it: it met the"
            " %(count)s rules listed below",
            at=why_words.short(entry.at, zone),
            count=count,
        )

    def _cited(self, reason, citation):
        source = why_words.source(citation)
        reason = (reason or self.env._("no reason is on record")).rstrip(". ")
        return f"{reason} ({source})" if source else reason


def _sentence(words):
    words = words.strip()
    return words if words.endswith((".", "!", "?")) else f"{words}."


def _joined(first, second):
    return f"{_sentence(first)} {second}" if second else first
