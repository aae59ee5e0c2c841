"""An exemption from a rule that a lender claims on counsel's word (no ORM)."""

from dataclasses import dataclass
from datetime import datetime

# The consents that serve for each ground.
CONSENTS = {"pec": ("pec", "pewc"), "pewc": ("pewc",)}


@dataclass(frozen=True)
class Exemption:
    """A claim for one rule in one state. ``ground`` is pec, pewc, ebr, licensed or
    other; the first three depend on the borrower."""

    id: int
    company_id: int
    rule: str
    state: str
    ground: str
    valid_from: datetime  # aware UTC
    valid_to: datetime | None = None

    def holds(self, case, has_relationship):
        """Whether the claim counts for a case then, and for this borrower, of whom
        ``has_relationship()`` tells whether business was done lately."""
        if not self.valid_from <= case.at or (
            self.valid_to and self.valid_to <= case.at
        ):
            return False
        if self.ground in CONSENTS:
            return case.levels.get(case.channel) in CONSENTS[self.ground]
        if self.ground == "ebr":
            return has_relationship()
        return True
