"""How long a record is kept, and from when that counts (no ORM)."""

from datetime import datetime
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

# Each begins no earlier than the one before it; what has no end comes last.
TRIGGERS = ("creation", "last_use", "last_contact", "relationship_end", "never")


class Rule(NamedTuple):
    """A row of mortgage.retention.rule."""

    id: int
    code: str
    record_class: str
    trigger: str
    months: int = 0
    days: int = 0
    least_months: int = 0
    company_id: int = 0
    valid_from: datetime = datetime.min
    valid_to: datetime | None = None
    source: str = ""


class Body(NamedTuple):
    """An archived message whose date may have come; 0 and None are not known."""

    id: int
    at: datetime
    sha256: str
    point_id: int | None = None
    partner_id: int | None = None
    touch_id: int | None = None


def rule_for(rules, record_class, company_id, at):
    """Return the rule in force ``at`` for records of this class and company, or None.

    A company's own row replaces the general one.
    """
    found = [
        rule
        for rule in rules
        if rule.record_class == record_class
        and rule.company_id in (0, company_id)
        and rule.valid_from <= at
        and (rule.valid_to is None or at < rule.valid_to)
    ]
    return max(found, key=lambda r: (r.company_id, r.valid_from, r.id), default=None)


def kept_until(rule, since):
    """Return the day on which a record may go whose clock began at ``since``, or None.

    Without a clock that began, and without a rule, it stays.
    """
    if rule is None or since is None or rule.trigger == "never":
        return None
    day = since.date() if isinstance(since, datetime) else since
    return day + relativedelta(months=rule.months, days=rule.days)


def cutoff(rule, on):
    """Return the day before which a clock began whose record may go ``on`` that day.

    It counts back from that day, so that months of unequal length keep a record a day
    longer, never shorter.
    """
    if rule is None or rule.trigger == "never":
        return None
    return on - relativedelta(months=rule.months, days=rule.days)


def shortened(law, own):
    """Return the names of the fields by which ``own`` keeps less than ``law`` asks.

    ``law`` is the shipped row: a lender may go below its policy, not below the months
    that the law itself names.
    """
    if law.trigger == own.trigger == "never":
        return []
    if TRIGGERS.index(own.trigger) < TRIGGERS.index(law.trigger):
        return ["trigger"]
    return ["months"] if own.months < law.least_months else []
