"""Rows of the shipped rule files as values of mortgage.contact.policy (no ORM)."""

from .places import state_name

LONG_AGO = "2020-01-01 00:00:00"
HOURS = {
    "weekday": ("call_start", "call_end"),
    "saturday": ("sat_start", "sat_end"),
    "sunday": ("sun_start", "sun_end"),
}
GENERAL = {"US": "Federal calling hours", "UNKNOWN": "Hours where no state is known"}


def window_rule(row):
    """Return the contact window of one row of state_rules.csv."""
    state = row["state"]
    values = {
        "code": f"window.{state}",
        "name": GENERAL.get(state) or f"{state_name(state)} calling and texting hours",
        "check": "window",
        "channels": "call sms voicemail",
        "states": "" if state in GENERAL else state,
        "source": row["citation"],
        "verified": row["verified"] == "1",
        "valid_from": LONG_AGO,
    }
    for day, (start, end) in HOURS.items():
        values[f"{day}_from"] = hours(row[start])
        values[f"{day}_to"] = hours(row[end])
    return values


def recording_rule(row):
    """Return the rule about recorded calls of one row of state_rules.csv, or None."""
    if row["recording_two_party"] != "1":
        return None
    state = row["state"]
    return {
        "code": f"recording.{state}",
        "name": f"{state_name(state)}: everybody on a call agrees to its recording",
        "check": "recording",
        "channels": "call",
        "states": state,
        "source": row["citation"],
        # Taken from lists of law firms, not from the statutes.
        "verified": False,
        "valid_from": LONG_AGO,
    }


def contact_rule(row):
    """Return the rule of one row of contact_rules.csv."""
    values = {
        name: row[name]
        for name in (
            "code",
            "name",
            "check",
            "channels",
            "kinds",
            "technologies",
            "states",
            "level",
            "days",
            "phases",
            "pattern",
            "source",
        )
    }
    for day in HOURS:
        start, _dash, end = row[day].partition("-")
        values[f"{day}_from"], values[f"{day}_to"] = hours(start), hours(end)
    return values | {
        "level": row["level"] or False,
        "observed": row["observed"] == "1",
        "minutes": int(row["minutes"] or 0),
        "number": int(row["number"] or 0),
        "period_hours": int(row["period_hours"] or 0),
        "verified": row["verified"] == "1",
        "valid_from": LONG_AGO,
    }


def renewal_rule(row):
    """Return what one row of renewal_rules.csv says of a state's licenses."""
    state = row["state"]
    return {
        "code": f"renewal.{state}",
        "name": f"{state_name(state)}: {row['name']}",
        "check": "renewal",
        "states": state,
        "period_hours": int(row["hours"]),
        "source": row["citation"],
        "verified": row["verified"] == "1",
        "valid_from": LONG_AGO,
    }


def hours(text):
    """Return ``08:30`` as 8.5."""
    hour, _colon, minute = (text or "0:0").partition(":")
    return int(hour) + int(minute) / 60
