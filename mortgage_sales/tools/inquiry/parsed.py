"""The value that a parsed inquiry is."""

from dataclasses import dataclass, field


def reason(code, field_name, text):
    """Return one reason in the form that callers and the inquiry keep."""
    return {"code": code, "field": field_name or "", "text": text}


@dataclass
class Parsed:
    """One inquiry as it may be stored.

    ``values`` are canonical (money as ``Decimal``, absent as ``None`` or ``""``),
    ``extra`` what the known fields could not hold, ``payload`` what arrived without
    what must not be kept. ``obstacle`` is ``held`` or ``rejected`` when nobody can be
    found or reached by it.
    """

    values: dict
    extra: dict
    payload: dict
    reasons: list = field(default_factory=list)
    obstacle: str = ""
