"""An exemption from a rule that a lender claims on counsel's word (no ORM)."""

from dataclasses import dataclass
from datetime import datetime

from dateutil.relativedelta import relativedelta

# 47 CFR 64.1200(f)(5): from the last transaction, and from an inquiry or application.
TRANSACTION = relativedelta(months=18)
INQUIRY = relativedelta(months=3)
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

    def holds(self, case):
        """Whether the claim counts for a case then, and for this borrower."""
        if not self.valid_from <= case.at or (
            self.valid_to and self.valid_to <= case.at
        ):
            return False
        if self.ground in CONSENTS:
            return case.levels.get(case.channel) in CONSENTS[self.ground]
        if self.ground == "ebr":
            return has_business_relationship(case.relationship, case.at)
        return True


def has_business_relationship(relationship, at):
    """Whether a borrower closed a loan here within 18 months, or applied or asked
    within three."""
    spans = (
        (relationship.closed_at, TRANSACTION),
        (relationship.applied_at, INQUIRY),
        (relationship.inquired_at, INQUIRY),
    )
    return any(moment and moment <= at <= moment + span for moment, span in spans)
