"""In what a lender's rule asks for less than the shipped row of law (no ORM)."""

RANKS = {"": 0, "pec_or_ebr": 1, "pec": 2, "pewc": 3}
SCOPES = ("channels", "kinds", "technologies", "states", "phases")
# They let something through: there more is looser and fewer stricter.
PERMITS = ("conversation", "asked_for", "renewal", "relationship")
CONFIRMATION = "opt_out.confirmation"
REVIEW = "opt_out.review"


def loosened(law, own):
    """Return the names of the fields in which the Rule ``own`` is looser than ``law``.

    A change of words that no comparison can judge counts as looser.
    """
    if law.check in PERMITS or law.code == CONFIRMATION:
        return _permits_more(law, own)
    found = [name for name in SCOPES if _drops(getattr(law, name), getattr(own, name))]
    if own.check != law.check:
        found.append("check")
    if RANKS[own.level] < RANKS[law.level]:
        found.append("level")
    if law.check == "window" and _wider(law.hours, own.hours):
        found.append("hours")
    if set(law.days.split()) - set(own.days.split()) and law.days:
        found.append("days")
    if (law.observed and not own.observed) or (law.strict and not own.strict):
        found.append("observed" if law.observed else "strict")
    if own.number > law.number:
        found.append("number")
    if own.period_hours < law.period_hours:
        found.append("period_hours")
    shorter = own.minutes < law.minutes
    if shorter if law.code == REVIEW else own.minutes > law.minutes:
        found.append("minutes")
    if own.pattern != law.pattern:
        found.append("pattern")
    return found


def _drops(law, own):
    """Whether a scope leaves out something the law speaks of; an empty one is all."""
    return bool(own) and (not law or bool(set(law) - set(own)))


def _permits_more(law, own):
    found = [name for name in SCOPES if _drops(getattr(own, name), getattr(law, name))]
    return found + [
        name
        for name in ("minutes", "number", "period_hours")
        if getattr(own, name) > getattr(law, name)
    ]


def _wider(law, own):
    """Whether some day opens earlier or closes later; equal hours are closed."""
    return any(
        opens < closes and not (law_opens <= opens and closes <= law_closes)
        for (law_opens, law_closes), (opens, closes) in zip(law, own, strict=True)
    )
