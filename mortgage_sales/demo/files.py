"""The files of the leads that applied: in process, some in danger, and funded."""

from datetime import timedelta

from .closed_loans import LOS, PROCESSORS, upsert
from .rates import note_rate

# Milestone, business days it has stood there, days until closing. The first eight are
# in danger: five stand still, three have a lock that runs out.
STALLED = (
    ("processing", 9, 24),
    ("underwriting", 8, 17),
    ("conditional_approval", 11, 12),
    ("processing", 12, 27),
    ("underwriting", 7, 15),
)
LOCKS_RUN_OUT = (
    ("conditional_approval", 3, 9, 2),
    ("clear_to_close", 1, 5, 1),
    ("conditional_approval", 2, 11, 3),
)
MOVING = (
    ("processing", 2, 26),
    ("underwriting", 1, 19),
    ("conditional_approval", 2, 14),
    ("clear_to_close", 1, 7),
    ("processing", 3, 28),
    ("docs_out", 1, 3),
    ("underwriting", 2, 20),
    ("processing", 1, 30),
)
CONDITIONS = (
    ("Pay stubs of the last 30 days", "ptd", "borrower", 3),
    ("Homeowners insurance binder", "ptd", "insurance", 6),
    ("Bank statement, all pages", "pta", "borrower", 2),
    ("Title commitment", "ptd", "title", 5),
    ("Letter about the large deposit", "ptd", "borrower", 4),
    ("Verification of employment", "ptf", "processor", 8),
    ("Appraisal: photo of the new roof", "ptd", "appraiser", 5),
)


def open_files(leads, funded, today):
    """Post the files of ``leads`` in process and of ``{lead: day}`` that funded."""
    # The first ones are Maria's, so that her day shows what can go wrong.
    ordered = leads.sorted(lambda lead: (lead.user_id.login != "lo", lead.id))
    rows = [
        _in_process(lead, number, standing, today)
        for number, (lead, standing) in enumerate(
            zip(ordered, _standings(len(ordered)), strict=True)
        )
    ]
    rows += [_funded(lead, day) for lead, day in funded.items()]
    upsert(leads.env, rows)


def _standings(count):
    """Return ``(milestone, days there, days to closing, days the lock lasts)``."""
    stalled = [(*standing, standing[2] + 6) for standing in STALLED]
    # One officer's are next to each other: some of either kind for each.
    danger = [*stalled[:1], *LOCKS_RUN_OUT[:2], *stalled[1:], *LOCKS_RUN_OUT[2:]]
    moving = [
        (*MOVING[number % len(MOVING)], MOVING[number % len(MOVING)][2] + 8)
        for number in range(count - len(danger))
    ]
    return [*danger, *moving]


def _in_process(lead, number, standing, today):
    milestone, days_there, to_closing, lock_lasts = standing
    since = _business_days_ago(today, days_there)
    applied = since - timedelta(days=6 + number % 5)
    near_closing = milestone in ("clear_to_close", "docs_out")
    return {
        **_file(lead, number, applied),
        "milestone": milestone,
        "milestone_since": f"{since} 15:30:00",
        "le_sent_on": f"{applied + timedelta(days=2)}",
        "lock_on": f"{today + timedelta(days=lock_lasts - 45)}",
        "lock_expires_on": f"{today + timedelta(days=lock_lasts)}",
        "closing_on": f"{_weekday(today + timedelta(days=to_closing))}",
        **({"cd_received_on": f"{today - timedelta(days=1)}"} if near_closing else {}),
        "conditions": _conditions(number, milestone, today),
    }


def _funded(lead, day):
    return {
        **_file(lead, lead.id, day - timedelta(days=34)),
        "milestone": "funded",
        "state": "funded",
        "milestone_since": f"{day} 20:15:00",
        "note_on": f"{day - timedelta(days=2)}",
        "funded_on": f"{day}",
    }


def _file(lead, number, applied):
    return {
        "los": LOS,
        "loan_number": f"{applied.year}-{70000 + lead.id}",
        "lead_id": lead.id,
        "lo": lead.user_id.login,
        "processor": PROCESSORS[number % len(PROCESSORS)],
        "purpose": lead.loan_purpose,
        "product": lead.product or "conventional",
        "amount": lead.loan_amount,
        "rate": note_rate(applied, number),
        "property": {
            "street": lead.property_street or f"{400 + number * 31} Willow Bend",
            "city": lead.property_city,
            "state": lead.property_state,
            "zip": lead.property_zip,
            "type": lead.property_type,
            "occupancy": lead.property_occupancy,
            "value": lead.property_value,
        },
        "application_on": f"{applied}",
    }


def _conditions(number, milestone, today):
    if milestone in ("clear_to_close", "docs_out"):
        return []
    chosen = [CONDITIONS[(number + step) % len(CONDITIONS)] for step in (0, 2, 5)]
    return [
        {
            "name": name,
            "type": kind,
            "owed_by": owed_by,
            "due_on": f"{today + timedelta(days=days)}",
            "state": "received" if position == 1 else "open",
        }
        for position, (name, kind, owed_by, days) in enumerate(chosen)
    ]


def _business_days_ago(today, days):
    day = today
    while days:
        day -= timedelta(days=1)
        days -= day.weekday() < 5
    return day


def _weekday(day):
    """Return ``day``, or the Monday after a weekend."""
    return day + timedelta(days=max(7 - day.weekday(), 0) if day.weekday() > 4 else 0)
