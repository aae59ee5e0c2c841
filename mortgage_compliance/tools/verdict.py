"""What the gate is asked and what it answers, as plain values (no ORM)."""

from dataclasses import dataclass, field
from datetime import datetime

CHANNELS = ("email", "sms", "call", "voicemail", "letter")
KINDS = ("marketing", "transactional", "servicing", "reply")
# automatic: a play's touch; manual: a person wrote or called one to one;
# host: another Odoo feature wrote to a known borrower (calendar, survey, portal).
ORIGINS = ("automatic", "manual", "host")
# How a call is made: dialed by hand, by a dialer, by one that dials ahead of its
# people, or with a recorded or AI voice.
TECHNOLOGIES = ("manual", "automated", "predictive", "prerecorded")


@dataclass
class ContactRequest:
    """One contact with one person on one channel at one moment.

    ``at`` is an aware UTC datetime. ``states`` are two-letter codes of the residence
    and property; ``zips`` their ZIP codes; ``assume`` the checks to take as passed
    (what-if only, a send never sets it).
    """

    channel: str
    kind: str
    at: datetime
    value: str = ""  # E.164 number or normalised email
    point_id: int = 0
    partner_id: int = 0
    states: tuple = ()  # residence and property state codes, residence first
    zips: tuple = ()
    property_state: str = ""
    product: str = ""  # the loan's, where it is known
    user_id: int = 0  # the sender: the LO in whose name it goes
    company_id: int = 0
    version_id: int = 0  # mortgage.template.version, 0 for hand-written
    topic: str = ""  # code of what marketing is about, where it says so
    content_sha256: str = ""  # hash of what would be handed over, when known
    origin: str = "automatic"
    author_id: int = 0  # who wrote the words, where a person did
    words: str = ""  # what that person wrote
    technology: str = "automated"  # one of TECHNOLOGIES
    team_id: int = 0  # 0 where the document has no team
    res_model: str = ""
    res_id: int = 0
    # When the keyword came that this message answers, else None: until five minutes
    # after it the one confirmation passes suppression, consent and window.
    confirms_at: datetime | None = None
    # The touch that asks, and whether it goes out together with what else is asked, so
    # that the one counts against the other.
    touch_id: int = 0
    in_series: bool = False
    assume: frozenset = frozenset()
    reference: object = None  # the caller's own handle, untouched by the gate


@dataclass
class Verdict:
    """``verdict`` is allow, hold or block. ``hold_until`` is aware UTC, or None for a
    hold that a person must release. ``rule_id`` is a mortgage.contact.policy id."""

    verdict: str = "allow"
    rule: str = ""
    rule_id: int = 0
    reason: str = ""
    citation: str = ""
    hold_until: datetime | None = None
    warnings: list = field(default_factory=list)
    inputs: dict = field(default_factory=dict)
    # What words about it need: ``closed_by`` of a hold; ``stop`` (the reason's code)
    # and ``stopped_at`` of a suppression.
    details: dict = field(default_factory=dict)
    # The request of the borrower without which hours or caps would hold it.
    asked_id: int = 0
    # The people whose caps and budgets such a contact uses up.
    counts_for: tuple = ()

    @property
    def allowed(self):
        return self.verdict == "allow"
