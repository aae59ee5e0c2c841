"""Walks the chain over the ledger and stops where it breaks first (no ORM)."""

from datetime import datetime
from typing import NamedTuple

from . import seal


class Link(NamedTuple):
    """A seal and, as it stands now, the entry that it is of; None where it is gone."""

    position: int
    entry: int
    leaf: bytes
    root: bytes
    at: datetime | None
    row: tuple | None


class Break(NamedTuple):
    """Where the chain is broken and how: ``seals_missing``, ``entry_missing``,
    ``entry_changed`` or ``seal_changed``."""

    kind: str
    position: int
    entry: int
    at: datetime | None


class Walk:
    """Goes on from ``position``, whose chained root was ``root``."""

    def __init__(self, position=0, root=seal.NOTHING):
        self.position = position
        self.root = root

    def first_break(self, links):
        """Follow ``links`` in the order of their positions; return the first Break."""
        for link in links:
            kind = self._break(link)
            if kind:
                return Break(kind, link.position, link.entry, link.at)
            self.position, self.root = link.position, link.root
        return None

    def _break(self, link):
        if link.position != self.position + 1:
            return "seals_missing"
        if seal.root(self.root, link.leaf) != link.root:
            return "seal_changed"
        if link.row is None:
            return "entry_missing"
        return "" if seal.leaf(link.row) == link.leaf else "entry_changed"
