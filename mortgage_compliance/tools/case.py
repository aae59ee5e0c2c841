"""What the gate knows when it judges one contact, as plain values (no ORM)."""

from dataclasses import dataclass, field
from datetime import datetime

from .dnc import DncLists
from .relationship import Relationship
from .verdict import ContactRequest


@dataclass(frozen=True)
class Asked:
    """A contact that the borrower asked for, within a span of naive UTC moments."""

    id: int
    company_id: int
    channels: tuple
    valid_from: datetime
    valid_to: datetime
    is_used: bool = False
    touch_id: int = 0  # by whom
    words: str = ""  # the proof


@dataclass
class Case:
    """A request with the facts about it. ``kind`` is what it counts as: a reply that
    answers nobody is transactional."""

    position: int
    request: ContactRequest
    kind: str
    value: str = ""
    point_id: int = 0
    states: tuple = ()
    zones: tuple = ()  # empty where no place is known
    license_state: str = ""
    stops: list = field(default_factory=list)  # what suppresses it
    levels: dict = field(default_factory=dict)  # channel: consent level
    # The same once certificates are retained; what speaks against a do-not-call list.
    pending_levels: dict = field(default_factory=dict)
    permissions: set = field(default_factory=set)
    partner_id: int = 0  # whom the request names, else whose point it is
    relationship: Relationship = field(default_factory=Relationship)
    is_confirmation: bool = False  # answers a keyword that came just now
    is_conversation: bool = False  # the borrower wrote first, lately
    counts_for: tuple = ()  # the people whose caps and budgets it uses up
    asked: Asked | None = None  # what the borrower asked for, if this answers it
    asked_used: Asked | None = None  # the same, once it let the contact through
    dnc_lists: DncLists | None = None  # those in use
    listings: frozenset = frozenset()  # ids of the lists that name the number
    dnc_used: list = field(default_factory=list)  # ids of those that answered
    rules: list = field(default_factory=list)  # ids of the rules that were read
    passed: list = field(default_factory=list)  # the checks that did not stop it
    exemptions: list = field(default_factory=list)  # ids of the claims relied on
    warnings: list = field(default_factory=list)
    assumed: list = field(default_factory=list)

    @property
    def channel(self):
        return self.request.channel

    @property
    def technology(self):
        return self.request.technology

    @property
    def company_id(self):
        return self.request.company_id

    @property
    def at(self):
        return self.request.at
