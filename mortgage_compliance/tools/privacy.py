"""Where personal data lie, and what a request to delete them does there (no ORM)."""

from dataclasses import dataclass, field
from typing import NamedTuple

# What happens to records: they go, they lose what names a person, they do so once no
# law keeps the evidence any more, they stay.
DELETE, BLANK, LATER, KEEP = "delete", "blank", "later", "keep"


class Place(NamedTuple):
    """A model with personal data.

    ``links`` are its fields that name a borrower, an email or phone, or a document
    (``res_id`` with ``res_model``). ``blank`` are the values written where it is
    blanked, ``why`` says in words why records stay. ``only`` is a domain that narrows.
    """

    model: str
    links: tuple
    does: str
    blank: dict = {}
    why: str = ""
    only: tuple = ()

    @property
    def code(self):
        return f"{self.model}/{self.does}"


@dataclass
class People:
    """Whom a request is about: ids of cards, of emails and phones that are theirs
    alone, and of the documents about them by model."""

    partners: list = field(default_factory=list)
    points: list = field(default_factory=list)
    documents: dict = field(default_factory=dict)
