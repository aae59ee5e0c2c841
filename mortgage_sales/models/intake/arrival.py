"""The values that intake passes along while it works on a batch."""

from dataclasses import dataclass, field


@dataclass(eq=False)
class Person:
    """Somebody of the batch: found among the partners, or to be made.

    ``given`` is what the inquiries say of this person, one mapping each; ``arrivals``
    are those in which this person is the borrower.
    """

    given: list = field(default_factory=list)
    pairs: list = field(default_factory=list)
    arrivals: list = field(default_factory=list)
    partner_id: int = 0
    lead_id: int = 0
    is_new_lead: bool = False

    def first(self, name):
        """Return the first value that an inquiry gives for ``name``."""
        return next(
            (said for values in self.given if (said := values.get(name))), False
        )


@dataclass(eq=False)
class Arrival:
    """An inquiry that was just stored, and what became of it so far."""

    inquiry_id: int
    parsed: object
    state: str = "received"
    reasons: list = field(default_factory=list)
    person: Person | None = None
    co_person: Person | None = None

    @property
    def values(self):
        return self.parsed.values

    @property
    def pairs(self):
        return contact_pairs(self.values)

    @property
    def co_pairs(self):
        """The co-borrower's own contact points: those the borrower does not share."""
        pairs = contact_pairs(self.values["co_borrower"])
        return [pair for pair in pairs if pair not in self.pairs]


def contact_pairs(values):
    """Return the ``(kind, value)`` of the contact points in ``values``, in order."""
    pairs = [
        ("email", values.get("email")),
        ("phone", values.get("phone")),
        ("phone", values.get("phone2")),
    ]
    return list(dict.fromkeys(pair for pair in pairs if pair[1]))
