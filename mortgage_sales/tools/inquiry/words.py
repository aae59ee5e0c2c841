"""Tells what an inquiry said in lines that a person reads (no ORM)."""

from decimal import Decimal, InvalidOperation

from .fields import FIELDS, GROUPS, SILENT

# Shown beside the answers: when, what it cost, who wrote, and the consent.
ELSEWHERE = SILENT | {"submitted_at", "cost", "consent", "comments"}
LABELS = {
    "first_name": "First name",
    "last_name": "Last name",
    "phone2": "Second phone",
    "state": "State",
    "zip": "ZIP",
    "loan_purpose": "Wants",
    "property_value": "Home value or price",
    "loan_amount": "Loan amount",
    "down_payment": "Down payment",
    "credit_band": "Credit",
    "timeframe": "When",
    "under_contract": "Under contract",
    "first_time_buyer": "First-time buyer",
    "military": "Military or veteran",
    "best_time": "Best time to call",
    "requested_lo": "LO asked for",
    "referral_partner": "Sent by",
    "property.tbd": "Home not found yet",
    "co_borrower.first_name": "Co-borrower's first name",
    "co_borrower.last_name": "Co-borrower's last name",
    "current_loan.rate": "Current rate",
}
SPELLED = ("purpose", "product", "property_type", "occupancy")
GROUP_NAMES = {
    "property": "Home: %s",
    "co_borrower": "Co-borrower's %s",
    "current_loan": "Current loan: %s",
}


def answers(payload, spell):
    """Return ``[(question, answer)]`` in the order in which they were asked.

    ``spell(name, value)`` puts what a selection holds into words.
    """
    lines = []
    for name, value in payload.items():
        if name in ELSEWHERE or name.startswith("utm_"):
            continue
        if isinstance(value, dict):
            lines += [
                (label(f"{name}.{key}"), said(f"{name}.{key}", held, spell))
                for key, held in value.items()
            ]
        else:
            lines.append((label(name), said(name, value, spell)))
    return [(question, answer) for question, answer in lines if answer]


def label(path):
    """Return the words for a field of an inquiry; its own name where it is not ours.

    >>> label("property.city"), label("number_of_pets")
    ('Home: city', 'Number of pets')
    """
    if path in LABELS:
        return LABELS[path]
    group, _dot, name = path.rpartition(".")
    plain = name.replace("_", " ").strip()
    if group in GROUP_NAMES:
        return GROUP_NAMES[group] % plain
    return plain[:1].upper() + plain[1:]


def said(path, value, spell):
    """Return an answer as a person reads it, empty for none.

    >>> said("loan_amount", "320000", None), said("military", False, None)
    ('$320,000', 'No')
    """
    kind = _kind(path)
    if isinstance(value, bool) or (kind == "yes_no" and value not in (None, "")):
        return _yes_no(value)
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{label(key)}: {held}" for key, held in value.items())
    if kind == "money":
        return money(value)
    if kind == "rate":
        return f"{value}%".replace("%%", "%")
    if kind in SPELLED or path == "language":
        return spell(path, str(value))
    return str(value)


def money(value):
    """Return an amount as dollars; what is no number as it came.

    >>> money("45.5"), money("about 300k")
    ('$45.50', 'about 300k')
    """
    try:
        amount = Decimal(str(value).replace(",", "").lstrip("$ "))
    except InvalidOperation:
        return str(value)
    whole = amount == amount.to_integral_value()
    return f"${amount:,.0f}" if whole else f"${amount:,.2f}"


def _kind(path):
    group, _dot, name = path.rpartition(".")
    return GROUPS.get(group, {}).get(name) if group else FIELDS.get(name)


def _yes_no(value):
    if isinstance(value, str) and value.strip().lower() in ("no", "n", "false", "0"):
        return "No"
    return "Yes" if value else "No"
